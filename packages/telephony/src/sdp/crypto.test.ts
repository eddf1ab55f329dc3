import { describe, expect, it } from 'vitest'
import { findCrypto, writeCrypto } from './crypto.ts'

/** The key of RFC 4568 §10.1's example. */
const key = 'WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz'
const crypto = (value: string) => ({ name: 'crypto', value })

describe('a key in a description', () => {
  it('is read, and written again', () => {
    const found = findCrypto([
      crypto(`1 F8_128_HMAC_SHA1_80 inline:${key}|2^20|1:4`),
      crypto(`2 AES_CM_128_HMAC_SHA1_80 inline:${key}|2^20 WSH=64`),
    ])
    expect(found?.tag).toBe(2)
    expect(found && writeCrypto(found)).toBe(`a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:${key}`)
  })

  it.each([
    ['another suite', `1 AES_CM_128_HMAC_SHA1_32 inline:${key}`],
    ['a master key index', `1 AES_CM_128_HMAC_SHA1_80 inline:${key}|2^20|1:4`],
    ['no protection in truth', `1 AES_CM_128_HMAC_SHA1_80 inline:${key} UNENCRYPTED_SRTP`],
    ['a key that is too short', '1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19z'],
    ['nothing', ''],
  ])('is passed over with %s', (_, value) => {
    expect(findCrypto([crypto(value)])).toBeUndefined()
  })
})
