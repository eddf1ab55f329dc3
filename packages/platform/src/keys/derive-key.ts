import { createHash, hkdfSync } from 'node:crypto'
import type { MasterKey } from './master-key.ts'

/**
 * A key for one purpose, from the master key by HKDF-SHA-256 (RFC 5869) with the purpose as its info. The same purpose
 * always gives the same key; nothing about one purpose's key tells of another's.
 * @param bytes the key's length, 32 unless said otherwise, at most 8160
 */
export function deriveKey(master: MasterKey, purpose: string, bytes = 32): Buffer {
  if (purpose === '') throw new RangeError('A derived key needs a purpose.')
  return Buffer.from(hkdfSync('sha256', master, '', `iris/${purpose}`, bytes))
}

/** Four bytes that name a key without telling of it, to say which one a thing was encrypted with. */
export function keyId(key: Uint8Array): Buffer {
  return createHash('sha256').update('iris/key-id').update(key).digest().subarray(0, 4)
}
