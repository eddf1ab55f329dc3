import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { deriveKey, keyId } from './derive-key.ts'
import { KeyError, type MasterKey } from './master-key.ts'

// version (1) · key id (4) · nonce (12) · tag (16) · ciphertext; the first five bytes and the context are authenticated.
const version = 1
const nonceAt = 5
const tagAt = 17
const textAt = 33

/**
 * Encrypts a small secret for the database with AES-256-GCM (NIST SP 800-38D) under a random nonce.
 * @param context where the secret belongs, such as `webhook:<id>`: it opens nowhere else
 */
export function sealSecret(master: MasterKey, secret: string, context: string): Buffer {
  const key = sealingKey(master)
  const head = Buffer.concat([Buffer.of(version), keyId(key)])
  const nonce = randomBytes(tagAt - nonceAt)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.concat([head, Buffer.from(context)]))
  const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
  return Buffer.concat([head, nonce, cipher.getAuthTag(), text])
}

/**
 * Opens what `sealSecret` gave, under the same context.
 * @throws KeyError when it was sealed with another master key, for another context, or was changed since
 */
export function openSecret(master: MasterKey, sealed: Uint8Array, context: string): string {
  const bytes = Buffer.from(sealed)
  const key = sealingKey(master)
  if (bytes.length < textAt || bytes[0] !== version) {
    throw new KeyError('This is no sealed secret, or one of a later version.')
  }
  if (!bytes.subarray(1, nonceAt).equals(keyId(key))) {
    throw new KeyError('The secret was sealed with another master key.')
  }
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(nonceAt, tagAt), {
    authTagLength: textAt - tagAt,
  })
  decipher.setAAD(Buffer.concat([bytes.subarray(0, nonceAt), Buffer.from(context)]))
  decipher.setAuthTag(bytes.subarray(tagAt, textAt))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(textAt)), decipher.final()]).toString(
      'utf8',
    )
  } catch (cause) {
    throw new KeyError('The sealed secret was changed, or belongs elsewhere.', { cause })
  }
}

function sealingKey(master: MasterKey): Buffer {
  return deriveKey(master, 'sealed-secrets')
}
