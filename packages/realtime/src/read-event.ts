import type { IrisEvent } from '@iris/contracts'

/**
 * Reads one event from a message's data; `undefined` when it is not JSON or lacks an event's envelope. What the payload
 * holds is the backend's word: it checked it when the event was written, and Zod stays out of browsers.
 */
export function readEvent(data: string): IrisEvent | undefined {
  try {
    const value: unknown = JSON.parse(data)
    return isEvent(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isEvent(value: unknown): value is IrisEvent {
  if (typeof value !== 'object' || value === null) return false
  const envelope: Partial<Record<keyof IrisEvent, unknown>> = value
  return (
    typeof envelope.id === 'string' &&
    typeof envelope.type === 'string' &&
    typeof envelope.tenantId === 'string' &&
    typeof envelope.at === 'string' &&
    typeof envelope.payload === 'object' &&
    envelope.payload !== null
  )
}
