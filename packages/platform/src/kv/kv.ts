/**
 * The key-value port: locks, limits and leases; nothing that must outlive a crash. Keys are 1 to 200 characters, values
 * at most 64 kB of UTF-8, times whole milliseconds from 1 up. Counters and values share one room of keys: a counter is
 * read by `get` as its digits. Leases have a room of their own.
 *
 * Every method rejects with a `KvError`: `invalid` for a key, value or time beyond these bounds, or counting on a value
 * that is no number; `unavailable` when the store is away.
 */
export interface Kv {
  get(key: string): Promise<string | undefined>
  set(key: string, value: string, options: { ttlMs: number }): Promise<void>
  delete(key: string): Promise<void>
  /** Adds 1 and gives the new count; the first one starts a window of `windowMs`, at whose end the count is gone. */
  increment(key: string, windowMs: number): Promise<{ count: number; resetsInMs: number }>
  /** Takes the lease if it is free or already `owner`'s, for `ttlMs` from now. */
  acquire(lease: string, owner: string, ttlMs: number): Promise<boolean>
  /** Gives the lease up, if it is `owner`'s. */
  release(lease: string, owner: string): Promise<void>
  close(): Promise<void>
}

export class KvError extends Error {
  readonly kind: 'invalid' | 'unavailable'

  constructor(kind: KvError['kind'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'KvError'
    this.kind = kind
  }
}

const maxKeyLength = 200
const maxValueBytes = 64 * 1024

/** For drivers: @throws KvError `invalid` */
export function checkKey(key: string): void {
  if (key.length === 0 || key.length > maxKeyLength) {
    throw new KvError('invalid', `A key has 1 to ${maxKeyLength} characters, not ${key.length}.`)
  }
}

/** For drivers: @throws KvError `invalid` */
export function checkValue(value: string): void {
  if (Buffer.byteLength(value) > maxValueBytes) {
    throw new KvError('invalid', `A value has at most ${maxValueBytes} bytes.`)
  }
}

/** For drivers: @throws KvError `invalid` */
export function checkTime(timeMs: number): void {
  if (!Number.isSafeInteger(timeMs) || timeMs < 1) {
    throw new KvError(
      'invalid',
      `A time is a whole number of milliseconds from 1 up, not ${timeMs}.`,
    )
  }
}
