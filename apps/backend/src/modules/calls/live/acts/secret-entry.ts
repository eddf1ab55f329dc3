import type { CallInProgress } from '../call-in-progress.ts'
import type { Talk } from '../talk/talk.ts'
import { unlessGone } from '../unless-gone.ts'

/** The time for the last key to be let go, before recordings go on and the caller is heard again. */
const letGoMs = 500

/**
 * Whether the caller enters what nobody but whoever asked may know. Meanwhile those who talk with the caller do not hear
 * them, nor get their keys, whichever talk that is.
 */
export class SecretEntry {
  #takers = 0
  #talk: Talk | undefined

  get goesOn(): boolean {
    return this.#takers > 0
  }

  async begin(): Promise<void> {
    this.#takers += 1
    await this.#tell()
  }

  async end(): Promise<void> {
    this.#takers -= 1
    await this.#tell()
  }

  /** The caller is in another talk from now on. */
  async adopt(talk: Talk): Promise<void> {
    this.#talk = talk
    await this.#tell()
  }

  async #tell(): Promise<void> {
    const talk = this.#talk
    if (!talk || talk.shape.isCallerHidden === this.goesOn) return
    await unlessGone(talk.reshape({ isCallerHidden: this.goesOn }))
  }
}

/**
 * Takes what the caller enters in secret: nothing of it is recorded, and nobody in the call hears it. Those who talk with
 * the caller are told how many keys there are, by `told`. Whatever comes of it, recordings then go on as they were. Rejects
 * as `take` does, and where recordings could not be paused: nothing is taken then.
 */
export async function inSecret<Result>(
  call: CallInProgress,
  take: (told: (digits: number) => void) => Promise<Result>,
): Promise<Result> {
  const { secret, parts, facts } = call
  const leg = facts.callerLeg
  const tell = teller(call)
  let digits = 0
  const shield = await parts.recorder.shield(leg)
  try {
    await secret.begin()
    tell(0, false)
    return await take((count) => tell((digits = count), false))
  } finally {
    setTimeout(() => {
      Promise.all([shield.lift(), secret.end()])
        .catch((error: unknown) => {
          parts.log.error({ err: error }, 'a recording does not go on after digits were entered')
        })
        .finally(() => tell(digits, true))
    }, letGoMs)
  }
}

/** Tells of it in order, in its own time: nothing waits for it. */
function teller(call: CallInProgress): (digits: number, isOver: boolean) => void {
  let last = Promise.resolve()
  return (digits, isOver) => {
    last = last
      .then(() => {
        const { phase, parts } = call
        if (phase.kind === 'over') return undefined
        const agentId = phase.kind === 'talking' ? phase.agent.id : null
        return parts.ledger.digitsEntered({ agentId, digits, isOver })
      })
      .catch((error: unknown) => {
        call.parts.log.warn({ err: error }, 'that digits are entered could not be told')
      })
  }
}
