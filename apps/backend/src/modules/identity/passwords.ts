import { hash, verify } from '@node-rs/argon2'

/** Argon2id with OWASP's first recommendation: 19 MiB, 2 passes, 1 lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** Hashes a password for keeping, as a PHC string. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, cost)
}

let nobodysHash: Promise<string> | undefined

/**
 * Whether the password is the one the hash was made from. Without a hash (no such user) it takes as long and is false,
 * so that the time taken does not tell which addresses exist.
 */
export async function checkPassword(password: string, kept: string | undefined): Promise<boolean> {
  nobodysHash ??= hashPassword('nobody has this password')
  const matches = await verify(kept ?? (await nobodysHash), password)
  return kept !== undefined && matches
}
