import { checkKey, checkTime, checkValue, KvError, type Kv } from '../kv.ts'
import { ExpiringMap } from './expiring-map.ts'

export interface MemoryKvOptions {
  /** A clock in milliseconds that never goes back; the process's own by default. */
  readonly nowMs?: () => number
}

/** Opens the embedded key-value store: for one process, and gone with it. */
export function openMemoryKv({ nowMs = () => performance.now() }: MemoryKvOptions = {}): Kv {
  const values = new ExpiringMap(nowMs)
  const leases = new ExpiringMap(nowMs)
  let closed = false

  function enter(key: string): void {
    if (closed) throw new KvError('unavailable', 'The key-value store was closed.')
    checkKey(key)
  }

  return {
    async get(key) {
      enter(key)
      return values.get(key)?.value
    },

    async set(key, value, { ttlMs }) {
      enter(key)
      checkValue(value)
      checkTime(ttlMs)
      values.set(key, { value, endsAtMs: nowMs() + ttlMs })
    },

    async delete(key) {
      enter(key)
      values.delete(key)
    },

    async increment(key, windowMs) {
      enter(key)
      checkTime(windowMs)
      const { endsAtMs, value } = values.get(key) ?? { value: '0', endsAtMs: nowMs() + windowMs }
      if (!/^\d+$/.test(value)) throw new KvError('invalid', `${key} holds a value, not a count.`)
      const count = Number(value) + 1
      values.set(key, { value: String(count), endsAtMs })
      return { count, resetsInMs: Math.ceil(endsAtMs - nowMs()) }
    },

    async acquire(lease, owner, ttlMs) {
      enter(lease)
      checkValue(owner)
      checkTime(ttlMs)
      const holder = leases.get(lease)
      if (holder && holder.value !== owner) return false
      leases.set(lease, { value: owner, endsAtMs: nowMs() + ttlMs })
      return true
    },

    async release(lease, owner) {
      enter(lease)
      if (leases.get(lease)?.value === owner) leases.delete(lease)
    },

    async close() {
      closed = true
      values.clear()
      leases.clear()
    },
  }
}
