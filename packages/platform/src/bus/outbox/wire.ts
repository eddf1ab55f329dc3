import type { BusEvent } from '../bus.ts'

/** The channel every event is announced on. */
export const channel = 'iris_bus'

/** NOTIFY takes less than 8000 bytes. */
const maxNoticeBytes = 7_900

/** What is announced of an event: all of it where it fits, else what it takes to fetch it. */
export type Notice<Event extends BusEvent> =
  | { readonly kind: 'whole'; readonly event: Event }
  | { readonly kind: 'too-big'; readonly id: string; readonly type: string }

export function writeNotice(event: BusEvent): string {
  const whole = JSON.stringify(event)
  if (Buffer.byteLength(whole) <= maxNoticeBytes) return whole
  return JSON.stringify({ id: event.id, type: event.type })
}

/** Reads an announcement; `undefined` for one that is none of ours. */
export function readNotice<Event extends BusEvent>(text: string): Notice<Event> | undefined {
  const value = parseJson(text)
  if (isEvent<Event>(value)) return { kind: 'whole', event: value }
  if (!isRecord(value)) return undefined
  const { id, type } = value
  if (typeof id !== 'string' || typeof type !== 'string') return undefined
  return { kind: 'too-big', id, type }
}

/** Whether a value has an event's form. What its payload holds, its publisher's types have seen to. */
export function isEvent<Event extends BusEvent>(value: unknown): value is Event {
  return (
    isRecord(value) &&
    ['id', 'type', 'tenantId', 'at'].every((name) => typeof value[name] === 'string') &&
    isRecord(value['payload'])
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
