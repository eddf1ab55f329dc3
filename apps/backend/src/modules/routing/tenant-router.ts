import type { Database } from '@iris/platform'
import type { Decision } from '@iris/routing'
import type { Logger } from '../../log.ts'
import type { Tables } from '../../tables.ts'
import type { DoWork, Tx, Work } from '../../work.ts'
import type { PhoneReady } from '../agents/service.ts'
import { BoardMirror } from './board-mirror.ts'
import type { Lease } from './lease.ts'
import { carryOut, LeaseLost } from './reserve.ts'
import { alsoTouched, isAnyTouched, nothingTouched, type Touched } from './touched.ts'

/** So many decisions are carried out in one transaction: more would keep their agents locked for too long. */
const decisionsAtOnce = 32
const retryAfterMs = 50
const retryAfterErrorMs = 250
/** A timer cannot wait longer; nor need it. */
const longestWaitMs = 60_000
/** Everything is compared with the database so often, and for no more than this part of the time. */
const ordinaryCompareEveryMs = 5000
const mostOfTimeComparing = 0.02

export interface RouterParts {
  readonly ownerId: string
  readonly database: Database<Tables>
  readonly doWork: DoWork
  readonly phoneReady: PhoneReady
  readonly log: Logger
  /** The database's time, in ms since 1970; it never goes back. */
  readonly now: () => number
  /** 5 s where it is not said; with `Infinity` it goes by what it is told and by its timers alone. */
  readonly compareEveryMs?: number
}

/**
 * Routes one tenant's contacts for as long as this process owns them. What happens is read again from the database as of one
 * instant, decided upon and reserved there, one round after another; what happens during a round asks for one more.
 */
export class TenantRouter {
  readonly #parts: RouterParts
  readonly #lease: Lease
  #mirror: BoardMirror
  #validUntil: number
  #touched = nothingTouched()
  /** Stood otherwise in the database, though nothing had been said of it. */
  #unexplained = nothingTouched()
  #isLoaded = false
  #isStopped = false
  #isAsked = false
  #isRunning = false
  #rounds = Promise.resolve()
  #timer: NodeJS.Timeout | undefined
  readonly #compareEveryMs: number
  #comparesAt: number

  constructor(parts: RouterParts, lease: Lease, validUntil: number) {
    this.#parts = { ...parts, log: parts.log.child({ tenantId: lease.tenantId }) }
    this.#lease = lease
    this.#validUntil = validUntil
    this.#mirror = new BoardMirror(parts.phoneReady)
    this.#compareEveryMs = parts.compareEveryMs ?? ordinaryCompareEveryMs
    this.#comparesAt = performance.now() + this.#compareEveryMs
    this.wake()
  }

  get lease(): Lease {
    return this.#lease
  }

  get isStopped(): boolean {
    return this.#isStopped
  }

  /** How many wait, and how many agents there are, as far as is known. */
  get size(): { readonly waiting: number; readonly agents: number } {
    return this.#mirror.size
  }

  /** Until then this process is the owner, by its own monotonic clock. */
  prolong(validUntil: number): void {
    this.#validUntil = validUntil
    if (this.#isAsked) this.wake()
  }

  touch(touched: Touched): void {
    alsoTouched(this.#touched, touched)
    for (const id of touched.contacts) this.#unexplained.contacts.delete(id)
    for (const id of touched.agents) this.#unexplained.agents.delete(id)
    this.wake()
  }

  /** Looks again, now or after the round in hand. */
  wake(): void {
    if (this.#isStopped) return
    this.#isAsked = true
    if (!this.#isRunning) this.#rounds = this.#run()
  }

  /** Decides nothing any more. Resolves once what was being written is written, or not. */
  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.#rounds
  }

  get #mayDecide(): boolean {
    return !this.#isStopped && performance.now() < this.#validUntil
  }

  async #run(): Promise<void> {
    this.#isRunning = true
    clearTimeout(this.#timer)
    let againMs: number | undefined
    while (this.#isAsked && this.#mayDecide) {
      this.#isAsked = false
      againMs = await this.#oneRound()
      if (againMs !== undefined) break
    }
    this.#isRunning = false
    if (!this.#isStopped) this.#sleep(againMs ?? this.#untilNextWake())
  }

  #sleep(ms: number): void {
    this.#timer = setTimeout(() => this.wake(), Math.min(Math.max(ms, 1), longestWaitMs))
  }

  #untilNextWake(): number {
    const next = this.#mirror.nextWakeAtMs()
    const compares = this.#comparesAt - performance.now()
    return next === null ? compares : Math.min(next - this.#parts.now(), compares)
  }

  /** Gives when to try again what could not be done; `undefined` where all is done. */
  async #oneRound(): Promise<number | undefined> {
    const touched = this.#touched
    this.#touched = nothingTouched()
    const undecided: Decision[] = []
    const stale: Decision[] = []
    try {
      await this.#readAgain(touched)
      undecided.push(...this.#mirror.decide(this.#parts.now()))
      while (undecided.length > 0) {
        const some = undecided.slice(0, decisionsAtOnce)
        stale.push(...(await this.#transaction((work) => this.#carryOut(work, some))))
        undecided.splice(0, decisionsAtOnce)
        if (undecided.length > 0 && !this.#mayDecide) throw new LeaseLost('too late')
      }
      if (stale.length === 0) return undefined
      this.#lookAgainAt(stale)
      return retryAfterMs
    } catch (error) {
      alsoTouched(this.#touched, touched)
      this.#lookAgainAt([...stale, ...undecided])
      if (error instanceof LeaseLost) this.#isStopped = true
      else this.#parts.log.error({ err: error }, 'contacts could not be offered')
      return retryAfterErrorMs
    }
  }

  async #readAgain(touched: Touched): Promise<void> {
    const compares = performance.now() >= this.#comparesAt
    if (this.#isLoaded && !compares && !isAnyTouched(touched)) return
    const { database, phoneReady } = this.#parts
    await database.readAsTenant(this.#lease.tenantId, async (tx) => {
      if (this.#isLoaded) {
        if (isAnyTouched(touched)) await this.#mirror.refresh(tx, touched)
        if (compares) await this.#compare(tx)
        return
      }
      const mirror = new BoardMirror(phoneReady)
      await mirror.load(tx)
      this.#mirror = mirror
    })
    this.#isLoaded = true
  }

  /** Mends what stands otherwise in the database. Where its event has not come until the next time, it was missed. */
  async #compare(tx: Tx): Promise<void> {
    const beganAt = performance.now()
    const missed = this.#unexplained
    if (isAnyTouched(missed)) {
      const [contacts, agents] = [[...missed.contacts], [...missed.agents]]
      this.#parts.log.info({ contacts, agents }, 'routing was not told of a change, and found it')
    }
    const { contacts, agents } = await this.#mirror.differences(tx)
    this.#unexplained = {
      ...nothingTouched(),
      contacts: new Set(contacts),
      agents: new Set(agents),
    }
    await this.#mirror.refresh(tx, this.#unexplained)
    const tookMs = performance.now() - beganAt
    const pauseMs = Math.max(this.#compareEveryMs, tookMs / mostOfTimeComparing)
    this.#comparesAt = performance.now() + pauseMs
  }

  async #carryOut(work: Work, decisions: readonly Decision[]): Promise<Decision[]> {
    const { ownerId, phoneReady } = this.#parts
    return carryOut(work, decisions, {
      mirror: this.#mirror,
      lease: this.#lease,
      ownerId,
      phoneReady,
    })
  }

  #lookAgainAt(decisions: readonly Decision[]): void {
    for (const { contactId, agentIds } of decisions) {
      this.#touched.contacts.add(contactId)
      for (const id of agentIds) this.#touched.agents.add(id)
    }
    if (decisions.length > 0) this.#isAsked = true
  }

  #transaction<T>(task: (work: Work) => Promise<T>): Promise<T> {
    return this.#parts.doWork(this.#lease.tenantId, null, task)
  }
}
