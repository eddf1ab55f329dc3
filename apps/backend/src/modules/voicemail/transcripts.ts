import type { Database } from '@iris/platform'
import type { Stt, Transcript } from '@iris/speech'
import type { Logger } from '../../log.ts'
import { fromNow } from '../../from-now.ts'
import type { Tables } from '../../tables.ts'
import type { DoWork, EventBus } from '../../work.ts'
import { languageOf } from '../identity/language.ts'
import type { RecordingVault } from '../recordings/vault.ts'
import { awaitTranscript, type Claim, claimNext, settleClaim } from './transcript-repository.ts'

interface Parts {
  readonly database: Database<Tables>
  readonly bus: EventBus
  readonly doWork: DoWork
  readonly vault: RecordingVault
  readonly recogniser: Stt
  readonly log: Logger
  readonly pace?: Partial<Pace>
}

interface Pace {
  /** How long one message may take before it is given up. */
  readonly limitMs: number
  /** Who has worked at one for longer is dead, and another takes it. */
  readonly leaseMs: number
  /** From one attempt to the next; four times as long each time. */
  readonly retryMs: number
}

const usualPace: Pace = { limitMs: 15 * 60_000, leaseMs: 20 * 60_000, retryMs: 30_000 }
const mostAttempts = 4
/** Speech is handed over by the second. */
const samplesAtOnce = 8000
/** The longest text that is kept; ten minutes of speech are some 10,000 characters. */
const longestText = 20_000

/**
 * Turns messages into text, one after another. A message is noted in the same database as it was left, so none is lost with
 * a process; what fails is tried again with growing pauses, four times in all.
 */
export class Transcripts {
  readonly #parts: Parts
  readonly #pace: Pace
  readonly #closed = new AbortController()
  #running: Promise<void> | undefined
  #isWanted = false
  #stop: () => Promise<void> = async () => undefined

  private constructor(parts: Parts) {
    this.#parts = parts
    this.#pace = { ...usualPace, ...parts.pace }
  }

  /** Takes messages from now on. */
  static async open(parts: Parts): Promise<Transcripts> {
    const transcripts = new Transcripts(parts)
    transcripts.#stop = await parts.bus.consume({
      name: 'voicemail-transcripts',
      types: ['voicemail.received'],
      async handle({ tenantId, payload }) {
        await parts.doWork(tenantId, null, (work) => awaitTranscript(work.tx, payload.voicemailId))
        void transcripts.run()
      },
    })
    return transcripts
  }

  /** Works at what waits until nothing does. Run now and then: for what is to be tried again, and what a dead process left. */
  run(): Promise<void> {
    this.#isWanted = true
    this.#running ??= this.#work()
    return this.#running
  }

  /** Gives up what is under way: it is tried again by whoever comes next. */
  async close(): Promise<void> {
    this.#closed.abort()
    await this.#stop()
    await this.#running
  }

  async #work(): Promise<void> {
    const { database, log } = this.#parts
    try {
      while (this.#isWanted && !this.#closed.signal.aborted) {
        this.#isWanted = false
        const claim = await database.asSystem((tx) => claimNext(tx, this.#pace.leaseMs))
        if (!claim) continue
        this.#isWanted = true
        await this.#transcribe(claim)
      }
    } catch (error) {
      log.error({ err: error }, 'messages could not be turned into text')
    } finally {
      // In the same turn as the last look at what is wanted: whoever wants more from now on begins anew.
      this.#running = undefined
    }
  }

  async #transcribe(claim: Claim): Promise<void> {
    const { doWork, log } = this.#parts
    const { id, tenantId, boxId, attempts } = claim
    try {
      const { text, confidence = null } = await this.#understand(claim)
      const change = { state: 'ready' as const, text: text.slice(0, longestText), confidence }
      await doWork(tenantId, null, async (work) => {
        if (!(await settleClaim(work.tx, claim, change))) return
        await work.publish('voicemail.transcribed', { voicemailId: id, boxId })
      })
    } catch (error) {
      log.warn({ err: error, voicemailId: id, attempts }, 'a message was not turned into text')
      await doWork(tenantId, null, (work) => settleClaim(work.tx, claim, this.#afterFailure(claim)))
    }
  }

  #afterFailure({ attempts }: Claim) {
    // It is not the message's fault that we are ending.
    if (this.#closed.signal.aborted) return { attempts: attempts - 1, try_at: fromNow(0) }
    if (attempts >= mostAttempts) return { state: 'failed' as const }
    return { try_at: fromNow(this.#pace.retryMs * 4 ** (attempts - 1)) }
  }

  async #understand(claim: Claim): Promise<Transcript> {
    const { vault, recogniser } = this.#parts
    // Whoever had it before has died of it, again and again.
    if (claim.attempts > mostAttempts) throw new Error('It was tried too often.')
    const recording = await vault.open(claim)
    const listening = recogniser.listen({ language: languageOf(claim.country) })
    const late = Promise.withResolvers<never>()
    const giveUp = () => late.reject(new Error('It took too long, or Iris is closing.'))
    const timer = setTimeout(giveUp, this.#pace.limitMs)
    this.#closed.signal.addEventListener('abort', giveUp, { once: true })
    try {
      for (let from = 0; from < recording.samples; from += samplesAtOnce) {
        listening.write(await recording.read(from, samplesAtOnce))
      }
      return await Promise.race([listening.finish(), late.promise])
    } catch (error) {
      listening.cancel()
      throw error
    } finally {
      clearTimeout(timer)
      this.#closed.signal.removeEventListener('abort', giveUp)
      await recording.close()
    }
  }
}
