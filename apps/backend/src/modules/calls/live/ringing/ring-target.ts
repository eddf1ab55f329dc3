import type { StateCause } from '@iris/contracts'
import type { AgentEvent } from '@iris/routing'
import type { Cause, LegId, Origination, VoicePort } from '@iris/telephony'
import type { Logger } from '../../../../log.ts'
import type { DoWork } from '../../../../work.ts'
import { causedBy, type Person } from '../../../agents/cause.ts'
import { moveAgent } from '../../../agents/service.ts'
import type { PhonePresence } from '../../../phones/presence.ts'
import { offerHeaders, outcomeOf } from './agent-ring.ts'
import type { OutsideLine } from '../dialling/dial-out.ts'
import type { FollowedLeg, FollowedLegs } from './followed-legs.ts'
import { agentEventOf } from '../../../routing/offers.ts'
import { noteAgent } from '../ledger/ledger.ts'
import { persistently } from '../persistently.ts'

/** Somebody to be rung. Numbers are E.164. */
export type RingTarget =
  | { readonly kind: 'number'; readonly number: string }
  | { readonly kind: 'agent'; readonly agentId: string }

/** The call for whose sake somebody is rung, as those who are rung see it. */
export interface RungFor {
  readonly tenantId: string
  /** A live call: agents are reserved for it, and freed with it at the latest. */
  readonly callId: string
  /** What outside numbers are shown; each trunk's default where it is `undefined`. */
  readonly callerId: string | undefined
  readonly displayName?: string
  /** What agents are shown: who calls, the number that was called, and the queue's name where there is one. */
  readonly from: { readonly user: string; readonly display: string }
  readonly numberDisplay: string
  readonly queueName?: string
  readonly waitingSinceMs: number
  /** The leg they are to talk with, whose codec agents are then offered first. */
  readonly beside?: LegId
  /** A trunk is about to be asked for a number; waited for. */
  readonly asking?: (way: { trunkId: string; callerId: string }) => Promise<void>
  /** Somebody's telephone rings. */
  readonly ringing?: (target: RingTarget) => void
}

export interface Limits {
  readonly ringTimeoutMs: number
  readonly signal: AbortSignal
}

/** What is to be done with somebody who has taken the call up. */
export interface Reached {
  readonly kind: 'reached'
  readonly leg: FollowedLeg
  /** They have it: an agent is in the call from now on. */
  readonly accept: () => Promise<void>
  /** They do not get it. `isWithdrawn` where that is not their doing. */
  readonly release: (cause: Cause, isWithdrawn: boolean) => Promise<void>
  /** They had accepted it, and are out of it again. */
  readonly leave: () => Promise<void>
}

/** What a number outside is to anybody but the carrier. */
const nothing = async (): Promise<void> => undefined

type Unreached = { readonly kind: 'failed'; readonly cause: Cause }

export interface RingParts {
  readonly voice: VoicePort
  readonly line: Pick<OutsideLine, 'dial'>
  readonly phones: Pick<PhonePresence, 'everyPhoneOf' | 'isReady'>
  readonly doWork: DoWork
  readonly log: Logger
}

type Agent = Extract<RingTarget, { kind: 'agent' }>

/** The ring of an agent for a call, and who stops it. */
export interface StoppedRing {
  readonly callId: string
  readonly agentId: string
  readonly by: Person | undefined
}

/** An agent who is rung, or asked whether they want the call. Aborted with whoever stops that, if it is known who. */
type Stop = AbortController
const keyOf = ({ callId, agentId }: Pick<StoppedRing, 'callId' | 'agentId'>) =>
  `${callId} ${agentId}`

/** Rings one target until it is taken up, fails, has rung for its time, or the signal is aborted. */
export class TargetRinger {
  readonly #parts: RingParts
  readonly #legs: FollowedLegs
  readonly #rung = new Map<string, Stop>()

  constructor(parts: RingParts, legs: FollowedLegs) {
    this.#parts = parts
    this.#legs = legs
  }

  ring(target: RingTarget, rungFor: RungFor, limits: Limits): Promise<Reached | Unreached> {
    return target.kind === 'number'
      ? this.#ringNumber(target, rungFor, limits)
      : this.#ringAgent(target, rungFor, limits)
  }

  /** An agent who is rung for the call has turned it down, by somebody's word. Once they have it, it is theirs. */
  decline({ by, ...ring }: StoppedRing): void {
    this.#rung.get(keyOf(ring))?.abort(by ?? null)
  }

  async #ringNumber(
    target: Extract<RingTarget, { kind: 'number' }>,
    rungFor: RungFor,
    limits: Limits,
  ): Promise<Reached | Unreached> {
    const { tenantId, callerId, displayName, asking, ringing } = rungFor
    let leg: FollowedLeg | undefined
    const dialled = await this.#parts.line.dial({
      tenantId,
      number: target.number,
      callerId,
      ...(displayName !== undefined && { displayName }),
      ...limits,
      ...(asking && { asking }),
      made: (id) => {
        leg = this.#legs.follow(id)
      },
      ringing: () => ringing?.(target),
    })
    if (dialled.kind === 'failed') return { kind: 'failed', cause: dialled.cause }
    if (!leg) throw new Error('a call was taken of which no leg was made')
    return { kind: 'reached', leg, accept: nothing, release: nothing, leave: nothing }
  }

  async #ringAgent(target: Agent, rungFor: RungFor, limits: Limits): Promise<Reached | Unreached> {
    const to = this.#parts.phones.everyPhoneOf(target.agentId)
    if (!to) return { kind: 'failed', cause: 'USER_NOT_REGISTERED' }
    if (!(await this.#reserve(target, rungFor))) return { kind: 'failed', cause: 'USER_BUSY' }
    const stop = new AbortController()
    const { callId } = rungFor
    const key = keyOf({ callId, agentId: target.agentId })
    this.#rung.set(key, stop)
    const release = (cause: Cause, isWithdrawn: boolean) => {
      this.#rung.delete(key)
      const kind = agentEventOf[isWithdrawn ? 'withdrawn' : outcomeOf(cause)]
      const by: Person | null = !isWithdrawn && stop.signal.aborted ? stop.signal.reason : null
      return this.#free(target, rungFor, { kind, callId }, by ? causedBy(by) : undefined)
    }
    try {
      const leg = await this.#ringPhone(to, rungFor, limits)
      leg.onRinging(() => rungFor.ringing?.(target))
      this.#hangUpOn(stop.signal, leg, 'CALL_REJECTED')
      const end = await this.#takenUp(leg, limits.signal)
      if (end === undefined) {
        const accept = () => {
          this.#rung.delete(key)
          return this.#accept(target, rungFor)
        }
        return { kind: 'reached', leg, accept, release, leave: () => this.#leave(target, rungFor) }
      }
      await release(end, limits.signal.aborted)
      return { kind: 'failed', cause: end }
    } catch (error) {
      await release('NORMAL_TEMPORARY_FAILURE', true)
      throw error
    }
  }

  async #ringPhone(to: Origination['to'], rungFor: RungFor, { ringTimeoutMs }: Limits) {
    const { callId, from, numberDisplay, queueName = '', waitingSinceMs, beside } = rungFor
    const expiresAtMs = Date.now() + ringTimeoutMs
    const id = await this.#parts.voice.originate({
      to,
      from: { user: from.user, displayName: from.display },
      ...(beside !== undefined && { beside }),
      headers: offerHeaders({ callId, numberDisplay, queueName, waitingSinceMs, expiresAtMs }),
      ringTimeoutMs,
    })
    return this.#legs.follow(id)
  }

  /** The cause where it was not. */
  async #takenUp(leg: FollowedLeg, signal: AbortSignal): Promise<Cause | undefined> {
    const goOn = this.#hangUpOn(signal, leg, 'ORIGINATOR_CANCEL')
    const end = await leg.answeredOrEnded()
    goOn()
    return end?.cause
  }

  /** Hangs the leg up once the signal is aborted. What is given stops that. */
  #hangUpOn(signal: AbortSignal, leg: FollowedLeg, cause: Cause): () => void {
    const hangUp = () => void this.#parts.voice.hangup(leg.id, cause).catch(() => undefined)
    if (signal.aborted) hangUp()
    signal.addEventListener('abort', hangUp, { once: true })
    return () => signal.removeEventListener('abort', hangUp)
  }

  async #reserve({ agentId }: Agent, { tenantId, callId }: RungFor): Promise<boolean> {
    const moved = await this.#parts.doWork(tenantId, null, (work) =>
      moveAgent(work, agentId, { kind: 'offered', callId }),
    )
    return moved.kind === 'moved'
  }

  async #accept({ agentId }: Agent, { tenantId, callId }: RungFor): Promise<void> {
    await this.#parts.doWork(tenantId, null, async (work) => {
      await moveAgent(work, agentId, { kind: 'offer_accepted', callId })
      await noteAgent(work, callId, agentId)
    })
  }

  #leave(target: Agent, rungFor: RungFor): Promise<void> {
    const phoneReady = this.#parts.phones.isReady(target.agentId)
    const { callId } = rungFor
    return this.#free(target, rungFor, { kind: 'call_ended', callId, wrapUpMs: 0, phoneReady })
  }

  /** Whose release cannot be written is freed by the reaper, once the call has ended. */
  async #free(
    { agentId }: Agent,
    { tenantId }: RungFor,
    event: AgentEvent,
    cause?: StateCause,
  ): Promise<void> {
    const { doWork, log } = this.#parts
    await persistently(
      () => doWork(tenantId, null, (work) => moveAgent(work, agentId, event, cause)),
      (error) => log.error({ err: error, agentId }, 'an agent who was rung could not be freed'),
    ).catch(() => undefined)
  }
}
