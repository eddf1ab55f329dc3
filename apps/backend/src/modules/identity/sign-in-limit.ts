import type { Kv } from '@iris/platform'
import { Refusal } from '../../problem.ts'

const windowMs = 15 * 60_000
/** Failures allowed in a window: for one address of e-mail from one network address, and for a network address. */
const failuresPerAccount = 8
const failuresPerAddress = 60

/** Slows down guessing. Only failures count; a success forgets the account's. */
export interface SignInLimit {
  /** @throws Refusal `too_many_requests` once too many tries have failed */
  check(email: string, address: string): Promise<void>
  failed(email: string, address: string): Promise<void>
  succeeded(email: string, address: string): Promise<void>
}

/** `what` is tried; tries of one thing do not count for another. */
export function signInLimit(kv: Kv, what: 'sign-in' | 'wallboard-link' = 'sign-in'): SignInLimit {
  const accountKey = (email: string, address: string) => `${what}:${address}:${email}`
  const addressKey = (address: string) => `${what}:${address}`
  const over = async (key: string, most: number) => Number((await kv.get(key)) ?? 0) >= most
  return {
    async check(email, address) {
      const blocked =
        (await over(accountKey(email, address), failuresPerAccount)) ||
        (await over(addressKey(address), failuresPerAddress))
      if (blocked) {
        throw new Refusal('too_many_requests', {
          detail: 'Too many tries have failed. Try again in a quarter of an hour.',
          retryAfterSeconds: windowMs / 1000,
        })
      }
    },
    async failed(email, address) {
      await kv.increment(accountKey(email, address), windowMs)
      await kv.increment(addressKey(address), windowMs)
    },
    succeeded: (email, address) => kv.delete(accountKey(email, address)),
  }
}
