import { isCredentialRefusal } from './end-cause.ts'
import { retryDelayMs } from './retry-delay.ts'

/** Why the line is refused for good: only a new `start` tries again. */
export type LineRefusal =
  /** The session these credentials belong to has ended: sign in again. */
  | 'signed-out'
  /** The server refused credentials that were fresh. */
  | 'credentials'

/** How the phone stands with the centre. */
export type LineState =
  | { readonly kind: 'offline' }
  | { readonly kind: 'connecting' }
  /** Connected without registering: can call, cannot be called. */
  | { readonly kind: 'ready' }
  /** Can call and be called. */
  | { readonly kind: 'registered' }
  | { readonly kind: 'refused'; readonly reason: LineRefusal }
  | { readonly kind: 'no-websocket' }
  | { readonly kind: 'no-webrtc' }
  /** Lost, and being tried again by itself: the `attempt`th try in a row is at `nextTryAt` (milliseconds). */
  | { readonly kind: 'reconnecting'; readonly attempt: number; readonly nextTryAt: number }

/** The line's whole memory: what it shows, and what it needs to decide. */
export interface Line {
  readonly state: LineState
  readonly registers: boolean
  /** Tries that failed in a row. */
  readonly failures: number
  /** `renewed`: fetched because the server refused the last ones, and not yet proven. */
  readonly credentials: 'none' | 'held' | 'renewed'
}

export type LineEvent =
  /** `missing` names what this browser lacks, if anything. */
  | {
      readonly kind: 'start'
      readonly registers: boolean
      readonly missing: 'websocket' | 'webrtc' | null
    }
  | { readonly kind: 'credentials-came' }
  /** They could not be had now; `signedOut` when they never will be. */
  | { readonly kind: 'credentials-failed'; readonly signedOut: boolean }
  | { readonly kind: 'connected' }
  | { readonly kind: 'registered' }
  /** The server answered the registration with this status; `null` when it did not answer in time. */
  | { readonly kind: 'registration-failed'; readonly status: number | null }
  /** On a line that does not register: a call was answered with a status that says the credentials are no good. */
  | { readonly kind: 'call-refused' }
  /** On a line that does not register: a call got through, so the credentials are good. */
  | { readonly kind: 'call-let-through' }
  /** The connection broke, or could not be made. */
  | { readonly kind: 'broken' }
  /** It is `nextTryAt`. */
  | { readonly kind: 'try' }
  /** The browser says that the network is back: no reason to wait any longer. */
  | { readonly kind: 'network-back' }
  | { readonly kind: 'stop' }

export type LineEffect =
  | { readonly kind: 'fetch-credentials' }
  /** Open the connection with the credentials at hand, and register if this line does. */
  | { readonly kind: 'connect' }
  /** Let go of the connection without a goodbye. */
  | { readonly kind: 'disconnect' }
  | { readonly kind: 'wait'; readonly untilAt: number }
  /** End what calls there are, unregister and close. */
  | { readonly kind: 'close' }
  /** Close as soon as there is no call any more. */
  | { readonly kind: 'retire' }

export interface LineStep {
  readonly line: Line
  readonly effects: readonly LineEffect[]
}

/** Time in milliseconds, and a number from 0 up to 1 for the jitter. */
export interface Now {
  readonly at: number
  readonly chance: number
}

export const offline: Line = {
  state: { kind: 'offline' },
  registers: false,
  failures: 0,
  credentials: 'none',
}

const inert: ReadonlySet<LineState['kind']> = new Set<LineState['kind']>([
  'offline',
  'refused',
  'no-websocket',
  'no-webrtc',
])

/** Whether requests can be sent: the connection is up, and registered where it has to be. */
export function isUp(state: LineState): boolean {
  return state.kind === 'ready' || state.kind === 'registered'
}

/** The line state machine. An event that does not fit came too late and changes nothing. */
export function transitionLine(line: Line, event: LineEvent, now: Now): LineStep {
  if (event.kind === 'start') return start(line, event)
  if (event.kind === 'stop') return stop(line)
  if (inert.has(line.state.kind)) return { line, effects: [] }
  switch (event.kind) {
    case 'credentials-came':
      return give(
        { ...line, credentials: line.credentials === 'none' ? 'held' : 'renewed' },
        { kind: 'connect' },
      )
    case 'credentials-failed':
      return event.signedOut ? refused(line, 'signed-out') : retry(line, now)
    case 'connected':
      return line.registers ? give(line) : give({ ...line, state: { kind: 'ready' }, failures: 0 })
    case 'registered':
      if (!line.registers) return give(line)
      return give({ ...line, state: { kind: 'registered' }, failures: 0, credentials: 'held' })
    case 'registration-failed':
      // 404 is what a registrar says of a user it has never had, or has no longer (RFC 3261 §10.3, step 5).
      if (event.status === 404 || (event.status !== null && isCredentialRefusal(event.status))) {
        return renew(line)
      }
      return retry(line, now, { kind: 'disconnect' })
    case 'call-refused':
      return renew(line)
    case 'call-let-through':
      return give({ ...line, credentials: 'held' })
    case 'broken':
      return retry(line, now)
    case 'try':
    case 'network-back':
      return tryAgain(line, now)
  }
}

function give(line: Line, ...effects: LineEffect[]): LineStep {
  return { line, effects }
}

function start(
  line: Line,
  { registers, missing }: Extract<LineEvent, { kind: 'start' }>,
): LineStep {
  if (!inert.has(line.state.kind)) return give(line)
  if (missing) return give({ ...offline, state: { kind: `no-${missing}` } })
  return give(
    { ...offline, state: { kind: 'connecting' }, registers },
    { kind: 'fetch-credentials' },
  )
}

function stop(line: Line): LineStep {
  return line.state.kind === 'offline' ? give(line) : give(offline, { kind: 'close' })
}

function refused(line: Line, reason: LineRefusal): LineStep {
  const state: LineState = { kind: 'refused', reason }
  return give({ ...offline, state, registers: line.registers }, { kind: 'retire' })
}

function renew(line: Line): LineStep {
  if (line.credentials === 'renewed') return refused(line, 'credentials')
  return give({ ...line, state: { kind: 'connecting' } }, { kind: 'fetch-credentials' })
}

function retry(line: Line, now: Now, ...before: LineEffect[]): LineStep {
  const failures = line.failures + 1
  const nextTryAt = now.at + retryDelayMs(failures, now.chance)
  return give(
    { ...line, failures, state: { kind: 'reconnecting', attempt: failures, nextTryAt } },
    ...before,
    { kind: 'wait', untilAt: nextTryAt },
  )
}

function tryAgain(line: Line, { at }: Now): LineStep {
  if (line.state.kind !== 'reconnecting') return give(line)
  const isEarly = at < line.state.nextTryAt
  const next = isEarly ? { ...line, state: { ...line.state, nextTryAt: at } } : line
  return give(next, { kind: line.credentials === 'none' ? 'fetch-credentials' : 'connect' })
}
