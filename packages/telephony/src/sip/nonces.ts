import { createHmac, randomBytes } from 'node:crypto'
import { equalInConstantTime } from './digest.ts'
import type { Clock } from './clock.ts'

const SIGNATURE_CHARACTERS = 22

/**
 * Nonces that need no memory until they are used: time and randomness under our signature. For those in use the
 * highest nonce-count is remembered, so that no answer to a challenge can be used twice (RFC 7616 §3.4, `nc`).
 */
export class Nonces {
  readonly #clock: Clock
  readonly #lifetimeMs: number
  readonly #key = randomBytes(32)
  /** Highest counts by nonce in two generations; the older is dropped once all its nonces have expired. */
  #young = new Map<string, number>()
  #old = new Map<string, number>()
  #turnAt: number

  constructor(clock: Clock, lifetimeMs: number) {
    this.#clock = clock
    this.#lifetimeMs = lifetimeMs
    this.#turnAt = clock.now() + lifetimeMs
  }

  make(): string {
    const time = Math.floor(this.#clock.now()).toString(36)
    const content = `${time}-${randomBytes(9).toString('base64url')}`
    return `${content}.${this.#sign(content)}`
  }

  /** Whether a nonce is ours and young enough to be answered. */
  isFresh(nonce: string): boolean {
    const dot = nonce.lastIndexOf('.')
    const content = nonce.slice(0, Math.max(dot, 0))
    if (!equalInConstantTime(nonce.slice(dot + 1), this.#sign(content))) return false
    const madeAt = Number.parseInt(content.split('-', 1)[0] ?? '', 36)
    return this.#clock.now() - madeAt <= this.#lifetimeMs
  }

  /** Takes a count for a fresh nonce; false when that count, or a higher one, has been taken before. */
  take(nonce: string, count: number): boolean {
    this.#turn()
    const last = this.#young.get(nonce) ?? this.#old.get(nonce) ?? 0
    if (count <= last) return false
    this.#young.set(nonce, count)
    return true
  }

  /** How many nonces are remembered. */
  get size(): number {
    return this.#young.size + this.#old.size
  }

  #turn(): void {
    const now = this.#clock.now()
    if (now < this.#turnAt) return
    this.#old = now < this.#turnAt + this.#lifetimeMs ? this.#young : new Map()
    this.#young = new Map()
    this.#turnAt = now + this.#lifetimeMs
  }

  #sign(content: string): string {
    return createHmac('sha256', this.#key)
      .update(content)
      .digest('base64url')
      .slice(0, SIGNATURE_CHARACTERS)
  }
}
