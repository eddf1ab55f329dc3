import type { Cause, VoicePort } from '@iris/telephony'
import type { Logger } from '../../../../log.ts'
import { type AnswerScreen, type Screened, screenAnswer } from './answer-screen.ts'
import { causeOfAll } from './ring-causes.ts'
import type { Reached, RingTarget, RungFor, TargetRinger } from './ring-target.ts'

/** Who takes part in a race, and by which rules. Times are ms of ringing. */
export interface RaceRules extends RungFor, AnswerScreen {
  readonly targets: readonly RingTarget[]
  readonly strategy: 'simultaneous' | 'in_turn'
  readonly ringTimeoutMs: number
  readonly totalMs: number
  readonly signal: AbortSignal
}

export interface Winner {
  readonly target: RingTarget
  readonly reached: Reached
}

export interface Failure {
  readonly kind: 'failed'
  /** `ORIGINATOR_CANCEL` where it was given up. */
  readonly cause: Cause
  /** Of those that had been rung, in the order of the targets. */
  readonly perTarget: readonly { readonly target: RingTarget; readonly cause: Cause }[]
}

interface Parts {
  readonly voice: VoicePort
  readonly ringer: TargetRinger
  readonly log: Logger
}

const causeOf = {
  taken: 'ORIGINATOR_CANCEL',
  declined: 'CALL_REJECTED',
  silent: 'NO_ANSWER',
  gone: 'CALL_REJECTED',
} as const satisfies Record<Screened, Cause>

/** Several parties of whom one gets the call. */
export class RingRace {
  readonly #rules: RaceRules
  readonly #parts: Parts
  readonly #endsAtMs: number
  readonly #won = new AbortController()
  /** Aborted once there is nobody to be rung any more: somebody has the call, or it is given up. */
  readonly #over: AbortSignal
  readonly #decided = Promise.withResolvers<Winner | undefined>()
  readonly #causes = new Map<RingTarget, Cause>()

  constructor(rules: RaceRules, parts: Parts) {
    this.#rules = rules
    this.#parts = parts
    this.#endsAtMs = Date.now() + rules.totalMs
    this.#over = AbortSignal.any([rules.signal, this.#won.signal])
  }

  /** Resolves with whoever gets the call, or with nobody; others may be about to be cancelled then. */
  get decided(): Promise<Winner | undefined> {
    return this.#decided.promise
  }

  get failure(): Failure {
    const perTarget = this.#rules.targets.flatMap((target) => {
      const cause = this.#causes.get(target)
      return cause === undefined ? [] : [{ target, cause }]
    })
    const cause = this.#rules.signal.aborted
      ? 'ORIGINATOR_CANCEL'
      : causeOfAll(perTarget.map((one) => one.cause))
    return { kind: 'failed', cause, perTarget }
  }

  note(target: RingTarget, cause: Cause): void {
    this.#causes.set(target, cause)
  }

  /** Resolves once nobody is rung any more. Never rejects. */
  async run(): Promise<void> {
    const { targets, strategy } = this.#rules
    const giveUp = () => this.#decided.resolve(undefined)
    if (this.#over.aborted) giveUp()
    this.#over.addEventListener('abort', giveUp, { once: true })
    if (strategy === 'simultaneous') await Promise.all(targets.map((one) => this.#try(one)))
    else for (const one of targets) await this.#try(one)
    giveUp()
  }

  async #try(target: RingTarget): Promise<void> {
    try {
      const cause = await this.#ring(target)
      if (cause !== undefined) this.note(target, cause)
    } catch (error) {
      this.#parts.log.error({ err: error, target }, 'a target could not be rung')
      this.note(target, 'NORMAL_TEMPORARY_FAILURE')
    }
  }

  /** Why the target does not get the call; `undefined` where it does, or was not even rung. */
  async #ring(target: RingTarget): Promise<Cause | undefined> {
    const leftMs = this.#endsAtMs - Date.now()
    if (this.#over.aborted || leftMs <= 0) return undefined
    const reached = await this.#parts.ringer.ring(target, this.#rules, {
      ringTimeoutMs: Math.min(leftMs, this.#rules.ringTimeoutMs),
      signal: this.#over,
    })
    if (reached.kind === 'failed') return reached.cause
    const { log } = this.#parts
    const screened = await screenAnswer(reached.leg, this.#rules, { signal: this.#over, log })
    // From here to the abort nothing else can happen: of two who answer at once one is first.
    if (screened === 'taken' && !this.#over.aborted) {
      this.#decided.resolve({ target, reached })
      this.#won.abort(new Error('somebody has the call'))
      return undefined
    }
    return this.#dismiss(reached, screened)
  }

  /** Hangs up whoever answered, but was not the first or did not want the call. */
  async #dismiss({ leg, release }: Reached, screened: Screened): Promise<Cause> {
    const isBeaten = this.#over.aborted
    const cause = isBeaten ? 'ORIGINATOR_CANCEL' : causeOf[screened]
    await this.#parts.voice.hangup(leg.id, isBeaten ? 'ORIGINATOR_CANCEL' : 'NORMAL_CLEARING')
    await release(cause, isBeaten)
    return cause
  }
}
