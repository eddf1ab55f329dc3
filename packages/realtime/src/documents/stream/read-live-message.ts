import type { LiveMessage } from '@iris/contracts'

/**
 * Reads one message of the stream of documents; `undefined` when it is not JSON or no such message. What the documents hold is
 * the backend's word, and Zod stays out of browsers.
 */
export function readLiveMessage(data: string): LiveMessage | undefined {
  try {
    const value: unknown = JSON.parse(data)
    return isMessage(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isMessage(value: unknown): value is LiveMessage {
  if (typeof value !== 'object' || value === null || !('path' in value)) return false
  if (typeof value.path !== 'string') return false
  if ('refused' in value) return typeof value.refused === 'string'
  const told = 'patch' in value ? value.patch : 'value' in value ? value.value : undefined
  return typeof told === 'object' && told !== null
}
