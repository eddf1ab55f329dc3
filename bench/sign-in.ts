import type { SignedIn } from '@iris/contracts'
import type { CentreProcess } from '../e2e/fixtures/centre-process.ts'

/** Signs a demo user in; gives the access token. */
export async function signInTo(centre: CentreProcess, email: string): Promise<string> {
  const answer = await fetch(`${centre.origin}/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: 'iris-demo' }),
  })
  return ((await answer.json()) as SignedIn).accessToken
}
