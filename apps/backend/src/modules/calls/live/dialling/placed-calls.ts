import type { EventOf, MachineDetection } from '@iris/contracts'
import type { Database } from '@iris/platform'
import type { LegId } from '@iris/telephony'
import type { Logger } from '../../../../log.ts'
import type { Tables } from '../../../../tables.ts'
import type { DoWork, EventBus } from '../../../../work.ts'
import { claimPlacedCall, updateLiveCall } from '../../repository.ts'
import { type Answering, findFlowOf } from '../answering.ts'
import type { Dialled, OutsideLine } from './dial-out.ts'
import { CallLedger } from '../ledger/ledger.ts'
import { persistently } from '../persistently.ts'

/** A call of ours that somebody has taken. */
export interface AnsweredCall {
  readonly id: string
  readonly leg: LegId
  readonly startedAtMs: number
  readonly to: string
  readonly callerId: string
  readonly timeLimitMs: number
  readonly detection: MachineDetection | undefined
  readonly answering: Answering
  readonly ledger: CallLedger
}

interface Parts {
  readonly nodeId: string
  readonly bus: EventBus
  readonly database: Database<Tables>
  readonly doWork: DoWork
  readonly line: OutsideLine
  readonly log: Logger
  /** Runs the flow on a call that was taken. */
  readonly goOn: (call: AnsweredCall) => void
}

type Placed = EventOf<'call.placed'>

/** Makes the calls that were placed through the API: the first process to claim one makes it. */
export class PlacedCalls {
  readonly #parts: Parts
  readonly #dialling = new Map<string, AbortController>()
  readonly #running = new Set<Promise<void>>()
  readonly #stop: () => void

  constructor(parts: Parts) {
    this.#parts = parts
    this.#stop = parts.bus.watch((event) => {
      if (event.type === 'call.placed') this.#take(event)
      const isEnded =
        event.type === 'call.end_requested' ||
        (event.type === 'call.ordered' && event.payload.order.kind === 'hangup')
      if (isEnded) this.#dialling.get(event.payload.callId)?.abort()
    })
  }

  has(callId: string): boolean {
    return this.#dialling.has(callId)
  }

  /** Resolves once every call that was being dialled is taken or has its record. */
  async settled(): Promise<void> {
    await Promise.all(this.#running)
  }

  close(): void {
    this.#stop()
  }

  #take(event: Placed): void {
    const { callId } = event.payload
    const running = this.#make(event)
      .catch((error: unknown) =>
        this.#parts.log.error({ err: error, callId }, 'a placed call could not be made'),
      )
      .finally(() => {
        this.#dialling.delete(callId)
        this.#running.delete(running)
      })
    this.#running.add(running)
  }

  async #make({ tenantId, payload }: Placed): Promise<void> {
    const { callId, to, from, ringTimeoutMs, timeLimitMs } = payload
    const { nodeId, doWork, database, line, goOn } = this.#parts
    const giveUp = new AbortController()
    this.#dialling.set(callId, giveUp)
    const row = await doWork(tenantId, null, (work) => claimPlacedCall(work.tx, callId, nodeId))
    if (!row) return
    const answering = await database.asSystem((tx) => findFlowOf(tx, row))
    const startedAtMs = row.started_at.getTime()
    let callerId = from ?? ''
    const ledger = new CallLedger(doWork, {
      id: callId,
      tenantId,
      nodeId,
      startedAtMs,
      from: callerId,
      number: to,
      numberId: null,
      flow: answering?.flow,
    })
    const dialled = await this.#dial(answering, () =>
      line.dial({
        tenantId,
        number: to,
        callerId: from ?? undefined,
        ringTimeoutMs,
        signal: giveUp.signal,
        async asking(way) {
          callerId = way.callerId
          const change = { from_value: way.callerId, trunk_id: way.trunkId }
          await doWork(tenantId, null, (work) => updateLiveCall(work.tx, callId, change))
        },
      }),
    )
    if (dialled.kind === 'failed' || !answering) return this.#record(callId, ledger, dialled)
    const { leg } = dialled
    const detection = payload.machineDetection
    goOn({ id: callId, leg, startedAtMs, to, callerId, timeLimitMs, detection, answering, ledger })
  }

  /** Whatever fails, the call gets its record. */
  async #dial(answering: Answering | undefined, dial: () => Promise<Dialled>): Promise<Dialled> {
    const failed = { kind: 'failed', cause: 'NORMAL_TEMPORARY_FAILURE', by: 'failure' } as const
    if (!answering) return failed
    try {
      return await dial()
    } catch (error) {
      this.#parts.log.error({ err: error }, 'a call could not be dialled')
      return failed
    }
  }

  async #record(callId: string, ledger: CallLedger, dialled: Dialled): Promise<void> {
    const { log } = this.#parts
    const { cause, by } =
      dialled.kind === 'failed' ? dialled : ({ cause: 'NORMAL_CLEARING', by: 'us' } as const)
    log.info({ callId, cause, by }, 'a placed call was not taken')
    await persistently(
      () =>
        ledger.ended({
          atMs: Date.now(),
          cause,
          by: by === 'party' ? 'callee' : 'system',
          path: [],
          queueId: null,
          agentId: null,
          talkMs: 0,
          agents: [],
          quality: null,
        }),
      (error) => log.error({ err: error, callId }, 'the end of a call could not be written'),
    )
  }
}
