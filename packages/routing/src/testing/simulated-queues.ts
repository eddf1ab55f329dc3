import { Agenda } from './agenda.ts'
import { Random } from './random.ts'

/** Queues that share agents, by first come, first served. Times are in ms. */
export interface SimulatedQueues {
  readonly seed: number
  readonly contacts: number
  /** Which queues each agent takes contacts of. */
  readonly agents: readonly (readonly number[])[]
  /** The pause until the next contact of a queue. */
  readonly pauseMs: (random: Random, queue: number, nowMs: number) => number
  readonly busyMs: (random: Random, nowMs: number) => number
  /** Without it nobody goes away. */
  readonly patienceMs?: (random: Random) => number
}

/** What a contact finds when it comes. */
export interface Found {
  readonly queue: number
  /** Who waits in each queue. */
  readonly waiting: readonly number[]
  /** Agents who take its kind, and those of them who are idle. */
  readonly agents: number
  readonly free: number
}

/** Hears what happens; whatever it says of a contact that came is given back as its wait ends. */
export interface Observer<Note> {
  came(found: Found): Note
  answered(note: Note, queue: number, waitedMs: number): void
  abandoned?(note: Note, queue: number, waitedMs: number): void
  /** When somebody who abandoned would have been taken. */
  wouldHaveWaited?(note: Note, waitMs: number): void
  busyEnded(queue: number, busyMs: number): void
}

interface Waiting<Note> {
  readonly queue: number
  readonly sinceMs: number
  readonly note: Note
  state: 'waits' | 'gone' | 'taken'
}

type Happening<Note> =
  | { readonly kind: 'comes'; readonly queue: number }
  | { readonly kind: 'patience ends'; readonly contact: Waiting<Note> }
  | { readonly kind: 'done'; agent: number; queue: number; busyMs: number }

/** Lets all contacts come and be answered. The same each time for the same seed. */
export function simulate<Note>(queues: SimulatedQueues, observer: Observer<Note>): void {
  new Simulation(queues, observer).run()
}

class Simulation<Note> {
  readonly #given: SimulatedQueues
  readonly #observer: Observer<Note>
  readonly #random: Random
  readonly #agenda = new Agenda<Happening<Note>>()
  /** In the order in which they came; those who went away stay until they would have been taken. */
  #line: Waiting<Note>[] = []
  readonly #idle: Set<number>
  #nowMs = 0
  #toCome: number

  constructor(given: SimulatedQueues, observer: Observer<Note>) {
    this.#given = given
    this.#observer = observer
    this.#random = new Random(given.seed)
    this.#idle = new Set(given.agents.keys())
    this.#toCome = given.contacts
  }

  run(): void {
    for (const queue of new Set(this.#given.agents.flat())) this.#plan(queue)
    while (this.#agenda.nextAtMs < Infinity) {
      this.#nowMs = this.#agenda.nextAtMs
      const next = this.#agenda.take()
      if (next) this.#happen(next)
    }
  }

  #happen(next: Happening<Note>): void {
    switch (next.kind) {
      case 'comes':
        return this.#come(next.queue)
      case 'patience ends':
        return this.#lose(next.contact)
      case 'done':
        this.#idle.add(next.agent)
        this.#observer.busyEnded(next.queue, next.busyMs)
        return this.#takeNext(next.agent)
    }
  }

  #plan(queue: number): void {
    if (this.#toCome-- <= 0) return
    const pauseMs = this.#given.pauseMs(this.#random, queue, this.#nowMs)
    this.#agenda.add(this.#nowMs + pauseMs, { kind: 'comes', queue })
  }

  #come(queue: number): void {
    const fit = (agent: number) => this.#given.agents[agent]?.includes(queue) ?? false
    const free = [...this.#idle].filter(fit)
    const contact: Waiting<Note> = {
      queue,
      sinceMs: this.#nowMs,
      note: this.#observer.came({
        queue,
        waiting: this.#counts(),
        agents: this.#given.agents.filter((takes) => takes.includes(queue)).length,
        free: free.length,
      }),
      state: 'waits',
    }
    this.#plan(queue)
    // Whoever has been idle longest.
    if (free[0] !== undefined) return this.#give(contact, free[0])
    this.#line.push(contact)
    if (this.#given.patienceMs) {
      const leavesAtMs = this.#nowMs + this.#given.patienceMs(this.#random)
      this.#agenda.add(leavesAtMs, { kind: 'patience ends', contact })
    }
  }

  #counts(): number[] {
    const counts: number[] = []
    for (const { queue, state } of this.#line) {
      if (state === 'waits') counts[queue] = (counts[queue] ?? 0) + 1
    }
    return counts
  }

  #lose(contact: Waiting<Note>): void {
    if (contact.state !== 'waits') return
    contact.state = 'gone'
    this.#observer.abandoned?.(contact.note, contact.queue, this.#nowMs - contact.sinceMs)
  }

  #takeNext(agent: number): void {
    const takes = this.#given.agents[agent] ?? []
    const next = this.#line.find(({ queue, state }) => state === 'waits' && takes.includes(queue))
    for (const contact of this.#line) {
      if (contact === next) break
      if (contact.state !== 'gone' || !takes.includes(contact.queue)) continue
      contact.state = 'taken'
      this.#observer.wouldHaveWaited?.(contact.note, this.#nowMs - contact.sinceMs)
    }
    if (next) this.#give(next, agent)
    this.#line = this.#line.filter(({ state }) => state !== 'taken')
  }

  #give(contact: Waiting<Note>, agent: number): void {
    contact.state = 'taken'
    this.#idle.delete(agent)
    const { queue, note, sinceMs } = contact
    this.#observer.answered(note, queue, this.#nowMs - sinceMs)
    const busyMs = this.#given.busyMs(this.#random, this.#nowMs)
    this.#agenda.add(this.#nowMs + busyMs, { kind: 'done', agent, queue, busyMs })
  }
}
