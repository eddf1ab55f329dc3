import type { RoutedAgent, RoutedQueue, RoutingMethod, WaitingContact } from '@iris/routing'
import {
  ordinaryAgent,
  ordinaryContact,
  ordinaryQueue,
} from '../../packages/routing/src/testing/ordinary.ts'
import { Random } from '../../packages/routing/src/testing/random.ts'

const queueCount = 20
const skillCount = 8
const methods: readonly RoutingMethod[] = [
  'longest_idle',
  'round_robin',
  'least_occupied',
  'best_skill',
  'longest_idle',
]

/** A centre as large ones are: 20 queues, agents in one to five of them, contacts that need up to two of eight skills. */
export class RandomCentre {
  readonly #random: Random
  #contacts = 0

  constructor(seed: number) {
    this.#random = new Random(seed)
  }

  queues(): RoutedQueue[] {
    return Array.from({ length: queueCount }, (_, index) => ({
      ...ordinaryQueue,
      queueId: `q${index}`,
      method: methods[index % methods.length] ?? 'longest_idle',
      agingPerMinute: index % 3 === 0 ? 1 : 0,
    }))
  }

  agents(count: number): RoutedAgent[] {
    return Array.from({ length: count }, (_, index) => ({
      ...ordinaryAgent,
      agentId: `a${index}`,
      queues: new Map(this.#some(5, queueCount).map((of) => [`q${of}`, 1 + this.below(3)])),
      skills: new Map(this.#some(6, skillCount).map((of) => [`s${of}`, 1 + this.below(5)])),
    }))
  }

  /** Most are calls, and few of them did somebody turn down just now. */
  contact(nowMs: number): WaitingContact {
    this.#contacts += 1
    const needs = this.#some(3, skillCount).slice(1)
    return {
      ...ordinaryContact,
      contactId: `c${this.#contacts}`,
      queueId: `q${this.below(queueCount)}`,
      channel: this.below(5) === 0 ? 'chat' : 'voice',
      band: this.below(50) === 0 ? 1 : 0,
      priority: this.below(5),
      waitingSinceMs: nowMs,
      needs: needs.map((of) => ({ skillId: `s${of}`, level: 1 + this.below(3) })),
      relax: this.below(2) === 0 ? [] : [{ afterMs: 60_000, needs: [] }],
      declined: this.below(20) === 0 ? [{ agentId: `a${this.below(500)}`, atMs: nowMs }] : [],
    }
  }

  /** A whole number, from 0. */
  below(end: number): number {
    return Math.floor(this.#random.uniform() * end)
  }

  /** One to `most` different numbers below `end`. */
  #some(most: number, end: number): number[] {
    const count = 1 + this.below(most)
    const some = new Set<number>()
    while (some.size < count) some.add(this.below(end))
    return [...some]
  }
}
