import type { ListenBounds, ListeningId, MachineDetectionOptions } from '../../listening.ts'
import type { MediaEvent } from '../media-engine.ts'
import { MediaError } from '../media-engine.ts'
import { Ear } from './ear.ts'
import type { Leg } from './leg.ts'
import { MachineWatch } from './machine-watch.ts'

/** Each takes some 50 µs of a tick until it is over; so many at once leave the clock its time. */
const mostWatches = 150

/** Those who listen to legs: for words, and for who has answered. */
export class Listeners {
  readonly #notify: (event: MediaEvent) => void
  readonly #ears = new Map<ListeningId, { readonly leg: Leg; readonly ear: Ear }>()
  readonly #watches = new Map<Leg, MachineWatch>()

  constructor(notify: (event: MediaEvent) => void) {
    this.#notify = notify
  }

  listen(leg: Leg, listening: ListeningId, bounds: ListenBounds): void {
    const told = { leg: leg.id, listening }
    const ear = new Ear(bounds, {
      onHeard: (muLaw) => this.#notify({ kind: 'listening.heard', ...told, muLaw }),
      onSpeech: () => this.#notify({ kind: 'speech.started', ...told }),
    })
    leg.inbound.tap(ear)
    this.#ears.set(listening, { leg, ear })
  }

  stop(listening: ListeningId): void {
    const { leg, ear } = this.#ears.get(listening) ?? {}
    this.#ears.delete(listening)
    if (leg && ear) leg.inbound.untap(ear)
  }

  detect(leg: Leg, options: MachineDetectionOptions): void {
    this.#forget(leg)
    if (this.#watches.size >= mostWatches) {
      throw new MediaError('unavailable', 'Too many calls are waiting to know who answered.')
    }
    const watch = new MachineWatch(options)
    leg.inbound.tap(watch)
    this.#watches.set(leg, watch)
  }

  /** Takes 20 ms of every leg that is listened to. Each must have listened before. */
  tick(): void {
    for (const [listening, { leg, ear }] of this.#ears) {
      const reason = ear.take(frameOf(leg))
      if (reason === undefined) continue
      this.stop(listening)
      this.#notify({ kind: 'listening.over', leg: leg.id, listening, reason })
    }
    for (const [leg, watch] of this.#watches) {
      for (const verdict of watch.take(frameOf(leg))) {
        this.#notify({ kind: 'leg.machine', leg: leg.id, ...verdict })
      }
      if (watch.isOver) this.#forget(leg)
    }
  }

  /** The leg has ended; whoever listened to it knows. */
  endAllOf(leg: Leg): void {
    for (const [listening, its] of this.#ears) if (its.leg === leg) this.stop(listening)
    this.#forget(leg)
  }

  #forget(leg: Leg): void {
    const watch = this.#watches.get(leg)
    this.#watches.delete(leg)
    if (watch) leg.inbound.untap(watch)
  }
}

function frameOf(leg: Leg): Int16Array | undefined {
  return leg.isUp ? leg.inbound.frame : undefined
}
