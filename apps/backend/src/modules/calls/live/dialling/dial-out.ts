import type { Database } from '@iris/platform'
import type { Cause, LegId, VoiceEvent, VoicePort } from '@iris/telephony'
import type { Logger } from '../../../../log.ts'
import type { Tables } from '../../../../tables.ts'
import { listNumbers } from '../../../numbers/repository.ts'
import { type Choice, chooseTrunks, type TrunkFacts } from '../../../trunks/choose.ts'
import type { Grant } from '../../../trunks/limits.ts'
import type { OpenTrunks } from '../../../trunks/open-trunks.ts'
import { listTrunks, type TrunkRow } from '../../../trunks/repository.ts'

/** A call to a number outside. Numbers are E.164. */
export interface OutsideCall {
  readonly tenantId: string
  readonly number: string
  /** What is to be shown; each trunk's default where nothing is asked for. */
  readonly callerId: string | undefined
  /** What is to be shown in place of the default by trunks that allow it. */
  readonly preferredCallerId?: string
  /** The leg it is to talk with. */
  readonly beside?: LegId
  readonly displayName?: string
  /** From the first INVITE, whatever number of trunks is asked. */
  readonly ringTimeoutMs: number
  /** Aborted, the call is given up. */
  readonly signal: AbortSignal
  /** A trunk is about to be asked; waited for. */
  readonly asking?: (way: { trunkId: string; callerId: string }) => Promise<void>
  /** A leg was made, one for each trunk that is asked; nothing has happened to it yet. */
  readonly made?: (leg: LegId) => void
  /** The called party is being attended to; at most once. */
  readonly ringing?: () => void
  /** It is heard before it is taken. */
  readonly earlyMedia?: (leg: LegId) => void
}

export type Dialled =
  /** The leg is up, and from now on the caller's to follow and to end. */
  | { readonly kind: 'answered'; readonly leg: LegId; readonly trunkId: string }
  | {
      readonly kind: 'failed'
      readonly cause: Cause
      readonly by: 'party' | 'us' | 'failure'
      /** The numbers that the carrier sent the call to instead. */
      readonly redirectedTo?: readonly string[]
    }

interface Parts {
  readonly voice: VoicePort
  readonly database: Database<Tables>
  readonly trunks: OpenTrunks
  readonly log: Logger
}

type Way = Choice['ways'][number] & { readonly grant: Grant }
type Attempt = Dialled & { readonly rang: boolean }
type LegEvent = Extract<
  VoiceEvent,
  { kind: 'leg.ringing' | 'leg.early_media' | 'leg.answered' | 'leg.ended' }
>

/**
 * What a carrier has done when it had no way for a call, or would not take it from us: the next is asked. Whatever a
 * called party may have said is final, and so is everything once somebody's telephone may have rung.
 */
const anotherMayDo: ReadonlySet<Cause> = new Set([
  'NORMAL_TEMPORARY_FAILURE',
  'DESTINATION_OUT_OF_ORDER',
  'RECOVERY_ON_TIMER_EXPIRE',
  'INCOMPATIBLE_DESTINATION',
  'MEDIA_TIMEOUT',
  'CALL_REJECTED',
  'NO_ROUTE_DESTINATION',
  'EXCHANGE_ROUTING_ERROR',
  'OUTGOING_CALL_BARRED',
  'FACILITY_REJECTED',
  'BEARERCAPABILITY_NOTAVAIL',
  'SERVICE_NOT_IMPLEMENTED',
  'SERVICE_UNAVAILABLE',
  'NORMAL_CIRCUIT_CONGESTION',
  'NETWORK_OUT_OF_ORDER',
  'SWITCH_CONGESTION',
  'REQUESTED_CHAN_UNAVAIL',
  'INTERWORKING',
])

/** A call is sent to another number so often at the most. */
const MOST_REDIRECTIONS = 3

/** Calls numbers outside, by one trunk after another until one takes the call. */
export class OutsideLine {
  readonly #parts: Parts
  readonly #followers = new Map<LegId, (event: LegEvent) => void>()
  readonly #stops: (() => void)[]

  constructor(parts: Parts) {
    this.#parts = parts
    const pass = (event: LegEvent): void => this.#followers.get(event.leg)?.(event)
    this.#stops = [
      parts.voice.on('leg.ringing', pass),
      parts.voice.on('leg.early_media', pass),
      parts.voice.on('leg.answered', pass),
      parts.voice.on('leg.ended', pass),
    ]
  }

  close(): void {
    for (const stop of this.#stops) stop()
  }

  /**
   * Calls, and resolves when somebody has taken the call or nobody will. A number that the carrier sends the call to is
   * called as if it had been dialled, by whatever trunk may; three of them at most. Rejects when the database cannot be
   * read.
   */
  async dial(call: OutsideCall): Promise<Dialled> {
    const endsAtMs = Date.now() + call.ringTimeoutMs
    const called = new Set([call.number])
    let dialled = await this.#dialNumber(call, endsAtMs)
    while (dialled.kind === 'failed' && called.size <= MOST_REDIRECTIONS) {
      const number = dialled.redirectedTo?.find((one) => !called.has(one))
      if (number === undefined) break
      called.add(number)
      this.#parts.log.info({ number, instead: call.number }, 'a call is sent to another number')
      dialled = await this.#dialNumber({ ...call, number }, endsAtMs)
    }
    return dialled
  }

  async #dialNumber(call: OutsideCall, endsAtMs: number): Promise<Dialled> {
    const { log } = this.#parts
    const { ways, passedOver } = await this.#waysFor(call)
    log.info({ number: call.number, ways: ways.map((way) => way.trunkId), passedOver }, 'dialling')
    let failure: Dialled = { kind: 'failed', cause: causeOfNoWay(passedOver), by: 'failure' }
    for (const way of ways) {
      const leftMs = endsAtMs - Date.now()
      if (call.signal.aborted) return { kind: 'failed', cause: 'ORIGINATOR_CANCEL', by: 'us' }
      if (leftMs <= 0) break
      const attempt = await this.#attempt(call, way, leftMs)
      if (attempt.kind === 'answered' || !mayGoOn(attempt)) return dialledOf(attempt)
      log.warn({ trunkId: way.trunkId, cause: attempt.cause }, 'a trunk did not take a call')
      failure = dialledOf(attempt)
    }
    return failure
  }

  async #waysFor(call: OutsideCall): Promise<{ ways: Way[]; passedOver: Choice['passedOver'] }> {
    const { database, trunks } = this.#parts
    const [rows, numbers] = await database.asTenant(call.tenantId, async (tx) => [
      await listTrunks(tx),
      await listNumbers(tx),
    ])
    const choice = chooseTrunks(
      rows.map((row) => factsOf(row, trunks)),
      {
        number: call.number,
        callerId: call.callerId,
        preferredCallerId: call.preferredCallerId,
        ownNumbers: numbers.map(({ number }) => number),
      },
    )
    const grants = new Map(rows.map((row) => [row.id, grantOf(row)]))
    const ways = choice.ways.flatMap((way) => {
      const grant = grants.get(way.trunkId)
      return grant ? [{ ...way, grant }] : []
    })
    return { ways, passedOver: choice.passedOver }
  }

  async #attempt(call: OutsideCall, way: Way, ringTimeoutMs: number): Promise<Attempt> {
    const { voice, trunks } = this.#parts
    await call.asking?.({ trunkId: way.trunkId, callerId: way.callerId })
    if (!trunks.take(way.trunkId, way.grant)) {
      return { kind: 'failed', cause: 'NORMAL_TEMPORARY_FAILURE', by: 'failure', rang: false }
    }
    const { displayName, beside } = call
    let leg: LegId
    try {
      leg = await voice.originate({
        to: { kind: 'trunk', trunk: way.trunkId, number: call.number },
        from: { user: way.callerId, ...(displayName !== undefined && { displayName }) },
        ...(beside !== undefined && { beside }),
        ringTimeoutMs,
      })
    } catch (error) {
      trunks.release(way.trunkId)
      throw error
    }
    call.made?.(leg)
    const attempt = await this.#follow(call, leg, way.trunkId)
    // A silent carrier is no way for the next call either, until it says something.
    if (attempt.kind === 'failed' && attempt.cause === 'RECOVERY_ON_TIMER_EXPIRE') {
      trunks.test(way.trunkId).catch(() => undefined)
    }
    return attempt
  }

  /** The channel stays taken until the leg has ended, whoever follows it then. */
  #follow(
    { signal, ringing, earlyMedia }: OutsideCall,
    leg: LegId,
    trunkId: string,
  ): Promise<Attempt> {
    const { voice, trunks } = this.#parts
    const giveUp = () => void voice.hangup(leg, 'ORIGINATOR_CANCEL').catch(() => undefined)
    if (signal.aborted) giveUp()
    signal.addEventListener('abort', giveUp, { once: true })
    let rang = false
    return new Promise<Attempt>((resolve) => {
      this.#followers.set(leg, (event) => {
        switch (event.kind) {
          case 'leg.ringing':
            rang = true
            ringing?.()
            return
          case 'leg.early_media':
            earlyMedia?.(leg)
            return
          case 'leg.answered':
            signal.removeEventListener('abort', giveUp)
            resolve({ kind: 'answered', leg, trunkId, rang })
            return
          case 'leg.ended':
            signal.removeEventListener('abort', giveUp)
            this.#followers.delete(leg)
            trunks.release(trunkId)
            resolve({ kind: 'failed', rang, ...failureOf(event) })
        }
      })
    })
  }
}

const failureOf = ({ cause, by, redirectedTo }: Extract<LegEvent, { kind: 'leg.ended' }>) => ({
  cause,
  by,
  ...(redirectedTo && { redirectedTo }),
})

const mayGoOn = (attempt: Extract<Attempt, { kind: 'failed' }>): boolean =>
  attempt.by === 'failure' && !attempt.rang && anotherMayDo.has(attempt.cause)

function dialledOf(attempt: Attempt): Dialled {
  const { rang: _, ...dialled } = attempt
  return dialled
}

/** Without a way the call was not even tried: full trunks are a passing failure, none at all is a lasting one. */
function causeOfNoWay(passedOver: Choice['passedOver']): Cause {
  const isFull = passedOver.some(
    ({ reason }) => reason === 'channels-used' || reason === 'rate-used',
  )
  return isFull ? 'NORMAL_TEMPORARY_FAILURE' : 'DESTINATION_OUT_OF_ORDER'
}

const grantOf = (row: TrunkRow): Grant => ({
  channels: row.max_channels,
  callsPerSecond: row.calls_per_second,
})

function factsOf(row: TrunkRow, trunks: OpenTrunks): TrunkFacts {
  const health = trunks.healthOf(row.id)
  return {
    id: row.id,
    enabled: row.enabled,
    prefixes: row.prefixes,
    priority: row.priority,
    pricePerMinute: row.price_per_minute,
    health: health.kind === 'off' ? 'down' : health.kind,
    room: trunks.roomIn(row.id, grantOf(row)),
    callerIds: row.caller_ids,
    defaultCallerId: row.default_caller_id,
  }
}
