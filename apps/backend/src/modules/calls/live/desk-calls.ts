import { mayDo } from '@iris/contracts'
import type { Database } from '@iris/platform'
import type { IncomingCall, VoicePort } from '@iris/telephony'
import type { Principal } from '../../../http/context.ts'
import type { Tables } from '../../../tables.ts'
import { countryOf } from '../../identity/tenant.ts'
import { displayNumber, readNumber } from '../../numbers/display.ts'
import { readPhoneUser } from '../../phones/credentials.ts'
import type { CallFacts } from './call-in-progress.ts'

interface Parts {
  readonly voice: VoicePort
  readonly database: Database<Tables>
  readonly principalOf: (sessionId: string) => Promise<Principal | undefined>
}

export type DeskCall =
  /** Who may call this number calls it. */
  | { readonly kind: 'dialled'; readonly facts: CallFacts }
  /** The desk has hung up already: nothing was dialled, and nothing is to be written down. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'refused' }

/**
 * Calls from desks to numbers outside. The desk calls by itself, as any telephone does: its microphone is open at once, it
 * can hang up at any time, and what the network says of the number reaches it as the refusal of its own call.
 */
export class DeskCalls {
  readonly #parts: Parts
  /** Legs of phones that have not gone: a caller may hang up while it is looked up who they are. */
  readonly #here = new Set<string>()
  readonly #stops: (() => void)[]

  constructor(parts: Parts) {
    this.#parts = parts
    this.#stops = [
      parts.voice.on('leg.incoming', ({ leg, via }) => {
        if (via === 'websocket') this.#here.add(leg)
      }),
      parts.voice.on('leg.ended', ({ leg }) => this.#here.delete(leg)),
    ]
  }

  close(): void {
    for (const stop of this.#stops) stop()
  }

  /**
   * Reads a call to a number outside, as people of the tenant's country dial it, from somebody signed in who may place
   * calls. Everybody else is refused: the network's calls and guests' never reach a trunk.
   */
  async read(
    incoming: IncomingCall,
    { id, sinceMs }: { readonly id: string; readonly sinceMs: number },
  ): Promise<DeskCall> {
    const principal = await this.#callerOf(incoming)
    if (!principal || !mayDo(principal.roles, 'calls:place')) return { kind: 'refused' }
    const { tenantId, userId, name } = principal
    const country = await this.#parts.database.asTenant(tenantId, (tx) => countryOf(tx, tenantId))
    const number = readNumber(incoming.to, country)
    if (number === undefined) return { kind: 'refused' }
    if (!this.#here.has(incoming.leg)) return { kind: 'gone' }
    const facts: CallFacts = {
      id,
      tenantId,
      direction: 'outbound',
      callerLeg: incoming.leg,
      dialled: { by: { id: userId, name }, sinceMs },
      from: { user: number, display: displayNumber(number, country).display },
      numberValue: '',
      numberDisplay: '',
      document: undefined,
      record: 'off',
      queues: new Map(),
      boxes: new Map(),
    }
    return { kind: 'dialled', facts }
  }

  async #callerOf({ via, user }: IncomingCall): Promise<Principal | undefined> {
    if (via !== 'websocket' || user === undefined) return undefined
    const phone = readPhoneUser(user)
    return phone?.kind === 'session' ? await this.#parts.principalOf(phone.sessionId) : undefined
  }
}
