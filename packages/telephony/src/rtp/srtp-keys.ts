import { createCipheriv } from 'node:crypto'

/** What both sides agree on: 16 octets of key and 14 of salt (RFC 3711 §3.2.1). Never to be logged. */
export interface MasterKey {
  readonly key: Buffer
  readonly salt: Buffer
}

/** Keys of one direction for one of RTP and RTCP (RFC 3711 §4.3). */
export interface SessionKeys {
  readonly cipherKey: Buffer
  readonly authKey: Buffer
  readonly salt: Buffer
}

const cipher = 'aes-128-ctr'
const lengths = { cipherKey: 16, authKey: 20, salt: 14 } as const
/** Labels of §4.3.2: the first of each protocol, followed by those of its other keys. */
const firstLabel = { rtp: 0, rtcp: 3 } as const

/** Derives the session keys, with a key derivation rate of 0. */
export function deriveKeys(master: MasterKey, protocol: keyof typeof firstLabel): SessionKeys {
  const label = firstLabel[protocol]
  return {
    cipherKey: derive(master, label, lengths.cipherKey),
    authKey: derive(master, label + 1, lengths.authKey),
    salt: derive(master, label + 2, lengths.salt),
  }
}

/** Encrypts, or decrypts, by AES in counter mode (§4.1.1). The index counts packets. */
export function encrypt(
  bytes: Uint8Array,
  { cipherKey, salt }: SessionKeys,
  { ssrc, index }: { ssrc: number; index: number },
): Buffer {
  const counter = Buffer.alloc(16)
  salt.copy(counter)
  counter.writeUInt32BE((counter.readUInt32BE(4) ^ ssrc) >>> 0, 4)
  counter.writeUInt16BE(counter.readUInt16BE(8) ^ Math.floor(index / 2 ** 32), 8)
  counter.writeUInt32BE((counter.readUInt32BE(10) ^ (index % 2 ** 32)) >>> 0, 10)
  return createCipheriv(cipher, cipherKey, counter).update(bytes)
}

function derive({ key, salt }: MasterKey, label: number, length: number): Buffer {
  const counter = Buffer.alloc(16)
  salt.copy(counter)
  counter.writeUInt8(counter.readUInt8(7) ^ label, 7)
  return createCipheriv(cipher, key, counter).update(Buffer.alloc(length))
}
