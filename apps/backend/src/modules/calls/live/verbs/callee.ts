import type { Cause, LegId, VoiceEvent } from '@iris/telephony'
import type { CallInProgress } from '../call-in-progress.ts'

/** The party that a verb called, for as long as the verb lasts. To be made in the tick its leg is handed over. */
export class Callee {
  readonly leg: LegId
  readonly #call: CallInProgress
  readonly #left = Promise.withResolvers<Cause | undefined>()
  readonly #stops: (() => void)[]
  onHold: (held: boolean) => void = () => undefined

  constructor(call: CallInProgress, leg: LegId) {
    const { voice } = call.parts
    this.leg = leg
    this.#call = call
    const mine =
      <Event extends VoiceEvent & { leg: LegId }>(listener: (event: Event) => void) =>
      (event: Event) => {
        if (event.leg === leg) listener(event)
      }
    const held = mine(() => this.onHold(true))
    const resumed = mine(() => this.onHold(false))
    const ended = mine(({ cause }: Extract<VoiceEvent, { kind: 'leg.ended' }>) =>
      this.#left.resolve(cause),
    )
    this.#stops = [
      voice.on('leg.held', held),
      voice.on('leg.resumed', resumed),
      voice.on('leg.ended', ended),
    ]
  }

  /** Resolves when the party has left, with why; or with nothing, once the signal is aborted. */
  async left(signal: AbortSignal): Promise<Cause | undefined> {
    const enough = () => this.#left.resolve(undefined)
    if (signal.aborted) enough()
    signal.addEventListener('abort', enough, { once: true })
    return this.#left.promise.finally(() => signal.removeEventListener('abort', enough))
  }

  /** Hangs up, and frees an agent. */
  async letGo(agentId: string | undefined): Promise<void> {
    for (const stop of this.#stops) stop()
    const { voice, phones, control, log } = this.#call.parts
    await voice.hangup(this.leg, 'NORMAL_CLEARING').catch(() => undefined)
    if (agentId === undefined) return
    const event = {
      kind: 'call_ended',
      callId: this.#call.facts.id,
      wrapUpMs: 0,
      phoneReady: phones.isReady(agentId),
    } as const
    await control.moved([{ agentId, event }]).catch((error: unknown) => {
      log.error({ err: error, agentId }, 'an agent could not be freed; the reaper will')
    })
  }
}
