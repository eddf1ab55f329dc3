import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { presignedUrl, signedHeaders } from './signature.ts'

const nowMs = Date.UTC(2026, 10, 25, 12, 30, 59)
const credentials = fc.record(
  {
    accessKeyId: fc.stringMatching(/^[A-Z0-9]{16}$/),
    secretAccessKey: fc.string({ minLength: 1 }),
    sessionToken: fc.stringMatching(/^[\w/+=]{4,40}$/),
  },
  { requiredKeys: ['accessKeyId', 'secretAccessKey'] },
)
const query = fc.dictionary(
  fc.stringMatching(/^[A-Za-z-]{1,8}$/),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  { maxKeys: 4 },
)

function theirs(credentials: {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
}) {
  return new SignatureV4({ service: 'polly', region: 'eu-central-1', credentials, sha256: Sha256 })
}

function addressOf(query: Record<string, string>): URL {
  const url = new URL('https://polly.eu-central-1.amazonaws.com/v1/speech')
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url
}

// Amazon's own implementation is the reference.
describe('signatures of AWS requests', () => {
  it('are what Amazon’s signer makes, for headers', async () => {
    await fc.assert(
      fc.asyncProperty(
        credentials,
        query,
        fc.string({ unit: 'grapheme' }),
        async (who, query, body) => {
          const url = addressOf(query)
          const headers = { 'content-type': 'application/json' }
          const context = { credentials: who, region: 'eu-central-1', service: 'polly', nowMs }
          const ours = signedHeaders({ method: 'POST', url, headers, body }, context)
          const signed = await theirs(who).sign(
            {
              method: 'POST',
              protocol: 'https:',
              hostname: url.hostname,
              path: url.pathname,
              query,
              // Their signer signs this header too where it is there.
              headers: { ...headers, host: url.host },
              body,
            },
            { signingDate: new Date(nowMs), unsignableHeaders: new Set(['x-amz-content-sha256']) },
          )
          expect(ours['authorization']).toBe(signed.headers['authorization'])
          expect(ours['x-amz-security-token']).toBe(signed.headers['x-amz-security-token'])
        },
      ),
    )
  })

  it('are what Amazon’s signer makes, for addresses', async () => {
    await fc.assert(
      fc.asyncProperty(credentials, query, async (who, query) => {
        const url = addressOf(query)
        const context = { credentials: who, region: 'eu-central-1', service: 'polly', nowMs }
        const ours = presignedUrl(url, 300, context)
        const signed = await theirs(who).presign(
          {
            method: 'GET',
            protocol: 'https:',
            hostname: url.hostname,
            path: url.pathname,
            query,
            headers: { host: url.host },
          },
          { signingDate: new Date(nowMs), expiresIn: 300 },
        )
        expect(ours.searchParams.get('X-Amz-Signature')).toBe(signed.query?.['X-Amz-Signature'])
        expect(ours.searchParams.get('X-Amz-Credential')).toBe(signed.query?.['X-Amz-Credential'])
      }),
    )
  })
})
