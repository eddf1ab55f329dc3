import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { holderOf, idTokenFor } from './tokens.ts'

const SignIn = z.object({ token: z.string() })
const LookUp = z.object({ idToken: z.string() })

/** Google's endpoints that trade custom tokens in, as far as the SDK of browsers uses them. Tokens are not verified. */
export async function answerAuth(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = request.url ?? ''
  const body = await text(request)
  response.setHeader('access-control-allow-origin', '*')
  response.setHeader('access-control-allow-headers', '*')
  if (request.method === 'OPTIONS') return void response.end()
  const answer = answerOf(path, body)
  response.statusCode = answer ? 200 : 404
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(answer ?? { error: { message: 'NOT_FOUND' } }))
}

function answerOf(path: string, body: string): object | undefined {
  if (path.includes('/v1/accounts:signInWithCustomToken')) {
    const { idToken } = idTokenFor(SignIn.parse(JSON.parse(body)).token)
    return { idToken, refreshToken: idToken, expiresIn: '3600', isNewUser: false }
  }
  if (path.includes('/v1/accounts:lookup')) {
    const { uid } = holderOf(LookUp.parse(JSON.parse(body)).idToken)
    return { users: [{ localId: uid }] }
  }
  if (path.includes('/v1/token')) {
    const idToken = new URLSearchParams(body).get('refresh_token') ?? ''
    const same = { id_token: idToken, access_token: idToken, refresh_token: idToken }
    return { ...same, expires_in: '3600', user_id: holderOf(idToken).uid, token_type: 'Bearer' }
  }
  return undefined
}
