import { randomFillSync } from 'node:crypto'

const pool = Buffer.alloc(4096)
let used = pool.length

/**
 * An unguessable token of so many bytes, in hexadecimal: branches, tags and Call-IDs. A call needs a dozen, and asking the
 * machine for each costs more than all else about them.
 */
export function randomToken(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += bytes
  return pool.toString('hex', used - bytes, used)
}
