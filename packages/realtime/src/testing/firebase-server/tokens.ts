import { z } from 'zod'

const Claims = z.looseObject({ sub: z.string() })
const CustomToken = z.object({
  uid: z.string(),
  claims: z.record(z.string(), z.unknown()).optional(),
})

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

function payloadOf(token: string): unknown {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
}

/** An ID token for the holder of a custom token, unsigned as those of Google's emulators are. */
export function idTokenFor(customToken: string): {
  readonly uid: string
  readonly idToken: string
} {
  const { uid, claims = {} } = CustomToken.parse(payloadOf(customToken))
  const iat = Math.floor(Date.now() / 1000)
  const payload = {
    ...claims,
    sub: uid,
    user_id: uid,
    iat,
    exp: iat + 3600,
    aud: 'iris',
    iss: 'iris',
  }
  return { uid, idToken: `${part({ alg: 'none', typ: 'JWT' })}.${part(payload)}.` }
}

/** Who an ID token is, with its claims. */
export function holderOf(idToken: string): { readonly uid: string; readonly token: object } {
  const token = Claims.parse(payloadOf(idToken))
  return { uid: token.sub, token }
}
