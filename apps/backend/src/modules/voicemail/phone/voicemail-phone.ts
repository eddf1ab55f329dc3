import type { Speech } from '@iris/speech'
import type { LegId, VoiceEvent } from '@iris/telephony'
import type { Principal } from '../../../http/context.ts'
import type { Logger } from '../../../log.ts'
import { found, Refusal } from '../../../problem.ts'
import { spoken } from '../../../prompts.ts'
import type { Actor, Work } from '../../../work.ts'
import { getAgent } from '../../agents/service.ts'
import { CallerLeg } from '../../calls/live/caller-leg.ts'
import type { PhonePresence } from '../../phones/presence.ts'
import { listBoxes } from '../repository.ts'
import { listenerOf } from '../service.ts'
import { boxMenu } from './box-menu.ts'
import { listenerBox, type ListenerParts } from './listener-box.ts'

export interface PhoneParts extends ListenerParts {
  readonly speech: Speech
  readonly phones: PhonePresence
  readonly log: Logger
}

/** A box, rung at the phone of somebody who may listen to it. */
interface Ringing {
  readonly principal: Principal
  readonly actor: Actor
  readonly leg: CallerLeg
  readonly box: { readonly id: string; readonly name: string; readonly agent_id: string | null }
  readonly over: AbortController
}

const ringTimeoutMs = 20_000
/** Nobody listens for longer at one time; what is left is there the next time. */
const longestMs = 1_800_000
const busy: ReadonlySet<string> = new Set(['available', 'offering', 'in_call'])

/** Voicemail by phone: a person's own phone is rung, and a menu lets them hear messages and record a greeting. */
export class VoicemailPhone {
  readonly #parts: PhoneParts
  readonly #calls = new Map<LegId, Ringing>()
  readonly #stops: (() => void)[]

  constructor(parts: PhoneParts) {
    this.#parts = parts
    const { voice } = parts
    this.#stops = [
      voice.on('leg.answered', ({ leg }) => this.#answered(leg)),
      voice.on('leg.dtmf', (event) => this.#hear(event)),
      voice.on('playback.ended', (event) => this.#hear(event)),
      voice.on('leg.ended', ({ leg }) => this.#ended(leg)),
    ]
  }

  /** Rings the person's own phone for a box. Refuses while calls may come to it, or where there is no phone. */
  async ring(work: Work, principal: Principal, boxId: string): Promise<void> {
    const [row] = await listBoxes(work.tx, listenerOf(principal), boxId)
    const box = found(row, 'voicemail box')
    await refuseWhileBusy(work, principal.userId)
    const { actor } = work
    const user = this.#parts.phones.phoneOf(principal.userId)
    if (user === undefined || !actor)
      throw new Refusal('conflict', { detail: 'Your phone is not ready.' })
    if ([...this.#calls.values()].some((call) => call.principal.userId === principal.userId)) {
      throw new Refusal('conflict', { detail: 'Your phone is being rung already.' })
    }
    work.afterCommit(() => void this.#ring({ principal, actor, box }, user))
  }

  close(): void {
    for (const stop of this.#stops) stop()
    for (const { over } of this.#calls.values()) over.abort(new Error('closed'))
  }

  async #ring(call: Pick<Ringing, 'principal' | 'actor' | 'box'>, user: string): Promise<void> {
    const { voice, log } = this.#parts
    try {
      const leg = await voice.originate({
        to: { kind: 'user', user },
        from: { user: 'voicemail', displayName: call.box.name },
        headers: { 'X-Iris-Asked-For': 'voicemail' },
        ringTimeoutMs,
      })
      const over = new AbortController()
      this.#calls.set(leg, { ...call, leg: new CallerLeg(voice, leg), over })
    } catch (error) {
      log.error({ err: error, boxId: call.box.id }, 'a phone could not be rung for voicemail')
    }
  }

  #answered(leg: LegId): void {
    const call = this.#calls.get(leg)
    if (!call) return
    const signal = AbortSignal.any([call.over.signal, AbortSignal.timeout(longestMs)])
    const { speech, voice, log } = this.#parts
    const box = listenerBox(this.#parts, call)
    const say = (text: string) => spoken(speech, text)
    boxMenu({ leg: call.leg, box, say }, signal)
      .catch((error: unknown) => {
        if (!signal.aborted) log.error({ err: error }, 'voicemail by phone ended early')
      })
      .finally(() => voice.hangup(leg, 'NORMAL_CLEARING').catch(() => undefined))
  }

  #hear(event: Extract<VoiceEvent, { kind: 'leg.dtmf' | 'playback.ended' }>): void {
    this.#calls.get(event.leg)?.leg.hear(event)
  }

  #ended(leg: LegId): void {
    this.#calls.get(leg)?.over.abort(new Error('hung up'))
    this.#calls.delete(leg)
  }
}

/** A call that came meanwhile would find the phone taken. */
async function refuseWhileBusy(work: Work, userId: string): Promise<void> {
  const { state } = await getAgent(work, userId)
  if (!busy.has(state.kind)) return
  throw new Refusal('conflict', {
    detail: 'Choose a state in which no calls come to you, such as Not ready, first.',
  })
}
