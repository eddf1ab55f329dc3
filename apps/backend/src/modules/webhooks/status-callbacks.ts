import type { EventOf } from '@iris/contracts'
import { type Database, OutboundError } from '@iris/platform'
import { fromNow } from '../../from-now.ts'
import type { Logger } from '../../log.ts'
import type { Tables } from '../../tables.ts'
import type { DoWork, EventBus } from '../../work.ts'
import { findCall } from '../calls/repository.ts'
import { postSigned, type WebhookParts } from './post-signed.ts'
import * as repository from './repository.ts'

const told = ['call.started', 'call.answered', 'call.ended'] as const
type Told = EventOf<(typeof told)[number]>

/** The pauses before the second try and the others; after the last there is none. */
const pausesMs = [5000, 30_000, 120_000, 600_000, 1_800_000, 7_200_000, 21_600_000]
const atOnce = 50
/** Well above what an attempt takes: after that, whoever made it is dead. */
const leaseMs = 30_000
const keptMs = 7 * 24 * 3_600_000

interface Parts extends WebhookParts {
  readonly database: Database<Tables>
  readonly log: Logger
}

/** Notes who is to be told of calls, from what happens to them. Resolves to the way to stop. */
export function noteStatusCallbacks(bus: EventBus, doWork: DoWork): Promise<() => Promise<void>> {
  return bus.consume({
    name: 'status-callbacks',
    types: told,
    handle: (event: Told) =>
      doWork(event.tenantId, null, async (work) => {
        const { callId } = event.payload
        const call = await findCall(work.tx, callId)
        if (!call || call.status_callback_url === null) return
        const body = {
          type: event.type,
          at: event.at,
          call: {
            id: callId,
            direction: call.direction,
            from: call.from_value,
            to: call.number_value,
            ...(event.type === 'call.ended' && {
              cause: event.payload.cause,
              talkMs: event.payload.talkMs,
            }),
          },
        }
        await repository.insertDelivery(work.tx, {
          id: event.id,
          tenant_id: event.tenantId,
          call_id: callId,
          url: call.status_callback_url,
          body: JSON.stringify(body),
        })
      }),
  })
}

/**
 * Tells those who are due: of one call in the order in which things happened, of many at the same time. A receiver that does
 * not take it (2xx) is told again, eight times in all over nine hours, unless it says that it is gone (410); what came after
 * does not wait for that. Safe to run by any number of processes; what one that died had in hand is told again.
 */
export async function sendStatusCallbacks(parts: Parts): Promise<void> {
  const due = await parts.database.asSystem((tx) =>
    repository.claimDeliveries(tx, { limit: atOnce, leaseMs }),
  )
  const calls = Map.groupBy(due, (delivery) => delivery.call_id)
  await Promise.all([...calls.values()].map((ofOneCall) => inTheirOrder(parts, ofOneCall)))
}

/** Ids are those of the events, which sort by time. */
async function inTheirOrder(
  parts: Parts,
  deliveries: readonly repository.DeliveryRow[],
): Promise<void> {
  for (const delivery of deliveries.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    await attempt(parts, delivery)
  }
}

/** Forgets what was told, or could not be, a week ago. */
export async function forgetStatusCallbacks({ database }: Pick<Parts, 'database'>): Promise<void> {
  await database.asSystem((tx) => repository.deleteEndedDeliveries(tx, keptMs))
}

async function attempt(parts: Parts, delivery: repository.DeliveryRow): Promise<void> {
  const failure = await failureOf(parts, delivery)
  const pauseMs = failure?.final ? undefined : pausesMs[delivery.attempts - 1]
  const over = { ended_at: fromNow(0), delivered: failure === undefined }
  const change = {
    failure: failure?.reason ?? null,
    ...(failure && pauseMs !== undefined ? { due_at: fromNow(pauseMs) } : over),
  }
  await parts.doWork(delivery.tenant_id, null, (work) =>
    repository.settleDelivery(work.tx, delivery, change),
  )
  if (failure) {
    const { id, call_id: callId, attempts } = delivery
    parts.log.warn({ id, callId, attempts, failure: failure.reason }, 'a status callback failed')
  }
}

/** Why a delivery was not taken; `undefined` where it was. */
async function failureOf(
  parts: Parts,
  { id, tenant_id: tenantId, url, body }: repository.DeliveryRow,
): Promise<{ readonly reason: string; readonly final: boolean } | undefined> {
  try {
    const { status } = await postSigned(parts, { tenantId, url }, { id: `msg_${id}`, body })
    if (status >= 200 && status <= 299) return undefined
    return { reason: `It answered ${status}.`, final: status === 410 }
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error
    return { reason: error.message, final: false }
  }
}
