import type { LegId, VoiceEvent, VoicePort } from '@iris/telephony'
import { CallerLeg } from '../caller-leg.ts'

type LegEnd = Extract<VoiceEvent, { kind: 'leg.ended' }>

const legEvents = [
  'leg.ringing',
  'leg.answered',
  'leg.dtmf',
  'leg.held',
  'leg.resumed',
  'leg.ended',
  'playback.ended',
] as const satisfies readonly VoiceEvent['kind'][]

type LegEvent = Extract<VoiceEvent, { kind: (typeof legEvents)[number] }>

/** A leg whose events somebody waits for: that it is taken, that it ends, its keys and what is played to it. */
export class FollowedLeg {
  readonly id: LegId
  /** To play to, and to take keys from. */
  readonly line: CallerLeg
  readonly #answered = Promise.withResolvers<void>()
  readonly #ended = Promise.withResolvers<LegEnd>()
  readonly #gone = new AbortController()
  #end: LegEnd | undefined
  #holds = false
  #onHold: (holds: boolean) => void = () => undefined
  #onRinging: () => void = () => undefined

  constructor(voice: VoicePort, id: LegId) {
    this.id = id
    this.line = new CallerLeg(voice, id)
  }

  /** How it ended, once it has. */
  get end(): LegEnd | undefined {
    return this.#end
  }

  get ended(): Promise<LegEnd> {
    return this.#ended.promise
  }

  /** Aborted when it ends. */
  get gone(): AbortSignal {
    return this.#gone.signal
  }

  /** Whether its party has put us on hold. */
  get holds(): boolean {
    return this.#holds
  }

  /** Hears whenever the party puts us on hold or takes us off it. */
  onHold(listener: (holds: boolean) => void): void {
    this.#onHold = listener
  }

  onRinging(listener: () => void): void {
    this.#onRinging = listener
  }

  /** Resolves once it has been taken (`undefined`), or has ended. */
  async answeredOrEnded(): Promise<LegEnd | undefined> {
    await Promise.race([this.#answered.promise, this.#ended.promise])
    return this.#end
  }

  hear(event: LegEvent): void {
    switch (event.kind) {
      case 'leg.ringing':
        return this.#onRinging()
      case 'leg.answered':
        return this.#answered.resolve()
      case 'leg.dtmf':
      case 'playback.ended':
        return this.line.hear(event)
      case 'leg.held':
      case 'leg.resumed':
        this.#holds = event.kind === 'leg.held'
        return this.#onHold(this.#holds)
      case 'leg.ended':
        this.#end = event
        this.#gone.abort(new Error('the leg has ended'))
        return this.#ended.resolve(event)
    }
  }
}

/** Hands their events to the legs that are followed, until they end or are let go. */
export class FollowedLegs {
  readonly #voice: VoicePort
  readonly #legs = new Map<LegId, FollowedLeg>()
  readonly #stops: (() => void)[]

  constructor(voice: VoicePort) {
    this.#voice = voice
    this.#stops = legEvents.map((kind) =>
      voice.on(kind, (event) => {
        this.#legs.get(event.leg)?.hear(event)
        if (event.kind === 'leg.ended') this.#legs.delete(event.leg)
      }),
    )
  }

  get size(): number {
    return this.#legs.size
  }

  /** To be called in the tick in which the leg was made: nothing of it is missed. */
  follow(id: LegId): FollowedLeg {
    const leg = new FollowedLeg(this.#voice, id)
    this.#legs.set(id, leg)
    return leg
  }

  letGo(id: LegId): void {
    this.#legs.delete(id)
  }

  close(): void {
    for (const stop of this.#stops) stop()
  }
}
