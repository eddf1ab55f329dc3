import type { MasterKey } from '../rtp/srtp-keys.ts'
import type { Attribute } from './session.ts'

/** A key in a description (SDES, RFC 4568), as one side sends with it. Never to be logged. */
export interface CryptoLine {
  /** Which line it answers. */
  readonly tag: number
  readonly master: MasterKey
}

const suite = 'AES_CM_128_HMAC_SHA1_80'
const [keyBytes, saltBytes] = [16, 14]

/** Finds the first key that we can use: our suite, without master key index or parameters that change the protection. */
export function findCrypto(attributes: readonly Attribute[]): CryptoLine | undefined {
  for (const { name, value } of attributes) {
    const found = name === 'crypto' ? readCrypto(value) : undefined
    if (found) return found
  }
  return undefined
}

export function writeCrypto({ tag, master }: CryptoLine): string {
  const both = Buffer.concat([master.key, master.salt])
  return `a=crypto:${tag} ${suite} inline:${both.toString('base64')}`
}

/** Whether two lines carry the same key. */
export function isSameKey(one: CryptoLine, other: CryptoLine): boolean {
  return one.master.key.equals(other.master.key) && one.master.salt.equals(other.master.salt)
}

function readCrypto(value: string): CryptoLine | undefined {
  const [, tag, named, key, rest = ''] =
    /^(\d{1,9})\s+(\S+)\s+inline:([A-Za-z0-9+/=]+)(.*)$/.exec(value) ?? []
  if (tag === undefined || named !== suite || key === undefined) return undefined
  // A lifetime is no more than a promise to give another key in time; WSH a hint for how to guess wraps.
  if (!/^(\|(2\^)?\d+)?(\s+WSH=\d+)*\s*$/.test(rest)) return undefined
  const both = Buffer.from(key, 'base64')
  if (both.length !== keyBytes + saltBytes) return undefined
  const master = { key: both.subarray(0, keyBytes), salt: both.subarray(keyBytes) }
  return { tag: Number(tag), master }
}
