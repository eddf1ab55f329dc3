import { generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto'

/** What we prove ourselves with in DTLS: peers know it by the fingerprint in our descriptions (RFC 8122). */
export interface Certificate {
  readonly certificatePem: string
  readonly keyPem: string
  /** As in `a=fingerprint`. */
  readonly fingerprint: string
}

const dayMs = 86_400_000
const ecdsaWithSha256 = sequence(objectIdentifier('2a8648ce3d040302'))
const name = sequence(
  der(0x31, sequence(objectIdentifier('550403'), der(0x0c, Buffer.from('iris')))),
)

/**
 * Makes a certificate of our own signing (X.509, RFC 5280 §4.1) for an ECDSA key on P-256. It and its key live and die
 * with the process; being known before a connection is made, it lets an offer go out ahead of one.
 */
export function makeCertificate(): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const now = Date.now()
  const content = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ecdsaWithSha256,
    name,
    sequence(time(now - dayMs), time(now + 3650 * dayMs)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  )
  const signature = der(
    0x03,
    Buffer.concat([Buffer.from([0]), sign('sha256', content, privateKey)]),
  )
  const certificate = new X509Certificate(sequence(content, ecdsaWithSha256, signature))
  return {
    certificatePem: certificate.toString(),
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    fingerprint: `sha-256 ${certificate.fingerprint256}`,
  }
}

/** A value in the distinguished encoding of ASN.1 (X.690): tag, length, content. */
function der(tag: number, content: Buffer): Buffer {
  const { length } = content
  const lengthBytes =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...lengthBytes]), content])
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts))
}

function objectIdentifier(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'))
}

/** The first byte must be below 128, or the number would be negative. */
function integer(bytes: Buffer): Buffer {
  return der(0x02, bytes)
}

/** UTCTime: YYMMDDHHMMSSZ. */
function time(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replaceAll(/[-:T]/g, '').slice(2, 14)
  return der(0x17, Buffer.from(`${digits}Z`))
}
