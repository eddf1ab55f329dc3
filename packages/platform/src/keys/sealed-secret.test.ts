import { createSecretKey, hkdfSync, randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { deriveKey, keyId } from './derive-key.ts'
import { KeyError } from './master-key.ts'
import { openSecret, sealSecret } from './sealed-secret.ts'

const master = createSecretKey(Buffer.alloc(32, 1))
const other = createSecretKey(Buffer.alloc(32, 2))

test('derives keys as RFC 5869 says, the purpose being the info', () => {
  const expected = Buffer.from(hkdfSync('sha256', Buffer.alloc(32, 1), '', 'iris/blobs', 48))
  expect(deriveKey(master, 'blobs', 48)).toEqual(expected)
})

test('derives the same key again for a purpose and another one for another', () => {
  expect(deriveKey(master, 'a')).toEqual(deriveKey(master, 'a'))
  expect(deriveKey(master, 'a')).not.toEqual(deriveKey(master, 'b'))
  expect(deriveKey(master, 'a')).not.toEqual(deriveKey(other, 'a'))
  expect(() => deriveKey(master, '')).toThrow(RangeError)
})

test('names a key by four bytes that are not the key', () => {
  const key = randomBytes(32)
  expect(keyId(key)).toHaveLength(4)
  expect(key.includes(keyId(key))).toBe(false)
})

test('opens whatever was sealed, and never the same way twice', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (secret, context) => {
      const sealed = sealSecret(master, secret, context)
      expect(openSecret(master, sealed, context)).toBe(secret)
      expect(sealSecret(master, secret, context)).not.toEqual(sealed)
    }),
    { numRuns: 50 },
  )
})

test('refuses a secret with any byte changed, or cut short', () => {
  const sealed = sealSecret(master, 'whsec_1', 'webhook:1')
  for (let at = 0; at < sealed.length; at++) {
    const changed = Buffer.from(sealed)
    changed[at]! ^= 1
    expect(() => openSecret(master, changed, 'webhook:1')).toThrow(KeyError)
    expect(() => openSecret(master, sealed.subarray(0, at), 'webhook:1')).toThrow(KeyError)
  }
})

test('opens a secret only where it belongs', () => {
  const sealed = sealSecret(master, 'whsec_1', 'webhook:1')
  expect(() => openSecret(master, sealed, 'webhook:2')).toThrow('belongs elsewhere')
})

test('says when a secret was sealed with another master key', () => {
  const sealed = sealSecret(master, 'whsec_1', 'webhook:1')
  expect(() => openSecret(other, sealed, 'webhook:1')).toThrow('another master key')
})
