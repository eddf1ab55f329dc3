import type { LegId } from '@iris/telephony'
import { FollowedLegs } from './followed-legs.ts'
import { type Failure, type RaceRules, RingRace, type Winner } from './ring-race.ts'
import { type RingParts, type RingTarget, type StoppedRing, TargetRinger } from './ring-target.ts'

/**
 * Whom to ring for a call, and how. In turn: the next is rung once the one before has failed. `ringTimeoutMs` is for
 * each, `totalMs` for all; whoever has taken up is given the time they need. `signal`, aborted, gives up whoever has taken
 * up, too.
 */
export interface RingGroup extends RaceRules {
  /**
   * Takes over the leg of whoever got the call, in a tick in which nothing of it has been missed: its end is to be seen to
   * from here on. An agent is then `in_call`, until `call_ended` happens to them.
   */
  readonly followLeg: (leg: LegId) => void
}

export type GroupAnswer =
  | { readonly kind: 'answered'; readonly leg: LegId; readonly target: RingTarget }
  | Failure

/**
 * Rings several parties for one call. The first who takes it up, and passes what comes before connecting, has it; the
 * others are cancelled. Where something comes before, the others ring on meanwhile: a mailbox that answers takes nobody's
 * call away.
 */
export class RingGroups {
  readonly #parts: RingParts
  readonly #legs: FollowedLegs
  readonly #ringer: TargetRinger
  readonly #running = new Set<Promise<unknown>>()

  constructor(parts: RingParts) {
    this.#parts = parts
    this.#legs = new FollowedLegs(parts.voice)
    this.#ringer = new TargetRinger(parts, this.#legs)
  }

  /** Resolves once nobody is rung any more, those included who were cancelled after somebody had the call. */
  async settled(): Promise<void> {
    await Promise.all(this.#running)
  }

  /** Stops what rings of an agent, where that is for the call; whoever has it keeps it. */
  decline(stop: StoppedRing): void {
    this.#ringer.decline(stop)
  }

  close(): void {
    this.#legs.close()
  }

  /** Resolves as soon as somebody has the call, nobody will, or it is given up. Never rejects. */
  async ring(group: RingGroup): Promise<GroupAnswer> {
    const race = new RingRace(group, { ...this.#parts, ringer: this.#ringer })
    const running = race.run().finally(() => this.#running.delete(running))
    this.#running.add(running)
    const winner = await race.decided
    if (!winner) return race.failure
    const { leg } = winner.reached
    await this.#writeDown(winner)
    if (!leg.end && !group.signal.aborted) {
      this.#legs.letGo(leg.id)
      group.followLeg(leg.id)
      return { kind: 'answered', leg: leg.id, target: winner.target }
    }
    race.note(winner.target, leg.end?.cause ?? 'ORIGINATOR_CANCEL')
    await this.#parts.voice.hangup(leg.id, 'NORMAL_CLEARING')
    await winner.reached.leave()
    return race.failure
  }

  /** Whom the database does not know to be in the call is there all the same. */
  async #writeDown({ reached, target }: Winner): Promise<void> {
    try {
      await reached.accept()
    } catch (error) {
      this.#parts.log.error({ err: error, target }, 'a call that was taken could not be noted')
    }
  }
}
