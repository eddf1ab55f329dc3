import type { MediaEngine } from '../media/index.ts'
import { VoiceError, type Cause, type LegId } from '../port.ts'
import type { Session } from '../sip/session/session.ts'
import { IncomingLeg } from './incoming-leg.ts'
import type { LegMediaEvent } from './leg-context.ts'
import { gone } from './leg-errors.ts'
import type { Leg } from './leg.ts'

/** Every leg that has not ended, by its id. */
export class LegTable {
  readonly #legs = new Map<LegId, Leg>()

  get size(): number {
    return this.#legs.size
  }

  add(leg: Leg): void {
    this.#legs.set(leg.id, leg)
  }

  remove(leg: Leg): void {
    this.#legs.delete(leg.id)
  }

  find(id: LegId): Leg | undefined {
    return this.#legs.get(id)
  }

  /** The leg of a session. */
  on(session: Session): Leg | undefined {
    for (const leg of this.#legs.values()) {
      if (leg.isOn(session)) return leg
    }
    return undefined
  }

  /** Throws `gone` when there is no such leg (any more). */
  get(id: LegId): Leg {
    const leg = this.#legs.get(id)
    if (!leg) throw gone()
    return leg
  }

  /** A leg that somebody calls us by. Throws `gone`, or `wrong-state` for one that we called. */
  calling(id: LegId): IncomingLeg {
    const leg = this.get(id)
    if (!(leg instanceof IncomingLeg)) {
      throw new VoiceError('wrong-state', 'The leg is not a call to us')
    }
    return leg
  }

  endAll(cause: Cause): void {
    for (const leg of this.#legs.values()) leg.hangup(cause)
  }

  /** Hands the engine's events to their legs. */
  listenTo(media: MediaEngine): void {
    const hear = (event: LegMediaEvent): void => this.#legs.get(event.leg)?.mediaEvent(event)
    media.on('leg.up', hear)
    media.on('leg.down', hear)
    media.on('leg.quiet', hear)
    media.on('leg.heard', hear)
    media.on('leg.dtmf', hear)
    media.on('leg.machine', hear)
    media.on('playback.ended', hear)
    media.on('legs.measured', ({ legs }) => {
      for (const reading of legs) this.#legs.get(reading.leg)?.measured(reading)
    })
    media.on('engine.lost', ({ legs }) => {
      for (const id of legs) this.#legs.get(id)?.fail('NORMAL_TEMPORARY_FAILURE')
    })
  }
}
