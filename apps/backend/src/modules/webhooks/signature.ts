import { createHmac, randomBytes } from 'node:crypto'

/** How a secret is written: `whsec_` and 24 to 64 bytes as base64 (Standard Webhooks 1.0). */
const prefix = 'whsec_'

export function makeSecret(): string {
  return `${prefix}${randomBytes(32).toString('base64')}`
}

/** One message as it is sent: its id is the same each time it is tried. */
export interface Message {
  readonly id: string
  readonly body: string
}

/**
 * The headers by which a receiver knows that a message is from this centre and not an old one, as Standard Webhooks 1.0
 * has it: an HMAC-SHA-256 of id, time and body for each of the secrets.
 */
export function signatureHeaders(
  { id, body }: Message,
  secrets: readonly string[],
  at: Date,
): Record<string, string> {
  const timestamp = Math.floor(at.getTime() / 1000)
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(prefix.length), 'base64')
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
  })
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  }
}
