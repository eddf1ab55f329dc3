import { mayDo } from '@iris/contracts'
import type { Database } from '@iris/platform'
import type { IncomingCall, VoiceEvent, VoicePort } from '@iris/telephony'
import { v7 as uuidv7 } from 'uuid'
import type { Principal } from '../../../http/context.ts'
import type { Logger } from '../../../log.ts'
import type { Tables } from '../../../tables.ts'
import type { DoWork, EventBus } from '../../../work.ts'
import { countryOf } from '../../identity/tenant.ts'
import { readNumber } from '../../numbers/display.ts'
import { readPhoneUser } from '../../phones/credentials.ts'
import type { PhonePresence } from '../../phones/presence.ts'
import type { OutsideLine } from './dial-out.ts'
import { DeskCall } from './desk-call.ts'

interface Parts {
  readonly nodeId: string
  readonly voice: VoicePort
  readonly bus: EventBus
  readonly line: OutsideLine
  readonly database: Database<Tables>
  readonly doWork: DoWork
  readonly phones: PhonePresence
  readonly log: Logger
  readonly principalOf: (sessionId: string) => Promise<Principal | undefined>
}

const legEvents = [
  'leg.held',
  'leg.resumed',
  'leg.quality',
  'leg.ended',
] as const satisfies readonly VoiceEvent['kind'][]

/**
 * Calls from desks to numbers outside. The desk calls by itself, as any telephone does: its microphone is open at once, it
 * can hang up at any time, and what the network says of the number reaches it as the refusal of its own call.
 */
export class DeskCalls {
  readonly #parts: Parts
  readonly #calls = new Map<string, DeskCall>()
  readonly #callOfLeg = new Map<string, DeskCall>()
  /** Legs of phones that have not gone: a caller may hang up while it is looked up who they are. */
  readonly #here = new Set<string>()
  readonly #stops: (() => void)[]

  constructor(parts: Parts) {
    this.#parts = parts
    this.#stops = [
      parts.voice.on('leg.incoming', ({ leg, via }) => {
        if (via === 'websocket') this.#here.add(leg)
      }),
      ...legEvents.map((kind) =>
        parts.voice.on(kind, (event) => {
          this.#callOfLeg.get(event.leg)?.hear(event)
          if (event.kind !== 'leg.ended') return
          this.#callOfLeg.delete(event.leg)
          this.#here.delete(event.leg)
        }),
      ),
      parts.bus.watch((event) => {
        const isEnd =
          event.type === 'call.end_requested' ||
          (event.type === 'call.ordered' && event.payload.order.kind === 'hangup')
        if (isEnd) this.#calls.get(event.payload.callId)?.hangUp()
      }),
    ]
  }

  has(callId: string): boolean {
    return this.#calls.has(callId)
  }

  /** Resolves once every call there is now has its record. */
  async settled(): Promise<void> {
    await Promise.all([...this.#calls.values()].map((call) => call.over))
  }

  close(): void {
    for (const stop of this.#stops) stop()
  }

  /**
   * Takes a call to a number outside, as people of the tenant's country dial it, from somebody signed in who may place
   * calls. False for everybody else: the network's calls and guests' never reach a trunk.
   */
  async take(incoming: IncomingCall): Promise<boolean> {
    const principal = await this.#callerOf(incoming)
    if (!principal || !mayDo(principal.roles, 'calls:place')) return false
    const { nodeId, log, database } = this.#parts
    const country = await database.asTenant(principal.tenantId, (tx) =>
      countryOf(tx, principal.tenantId),
    )
    const number = readNumber(incoming.to, country)
    if (number === undefined) return false
    // Hung up already: nothing was dialled, and nothing is to be written down.
    if (!this.#here.has(incoming.leg)) return true
    const startedAtMs = Date.now()
    const id = uuidv7({ msecs: startedAtMs })
    const { tenantId, userId, name } = principal
    const call = new DeskCall(
      {
        id,
        tenantId,
        nodeId,
        startedAtMs,
        agent: { id: userId, name, leg: incoming.leg },
        number,
      },
      {
        ...this.#parts,
        log: log.child({ callId: id, tenantId }),
        followLeg: (leg) => this.#callOfLeg.set(leg, call),
      },
    )
    this.#calls.set(id, call)
    this.#callOfLeg.set(incoming.leg, call)
    call.over.finally(() => this.#calls.delete(id))
    return true
  }

  async #callerOf({ via, user }: IncomingCall): Promise<Principal | undefined> {
    if (via !== 'websocket' || user === undefined) return undefined
    const phone = readPhoneUser(user)
    return phone?.kind === 'session' ? await this.#parts.principalOf(phone.sessionId) : undefined
  }
}
