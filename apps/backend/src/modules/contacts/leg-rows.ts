import { ChosenDisposition, QueueOutcome } from '@iris/contracts'
import type { Insertable, Selectable } from 'kysely'
import { z } from 'zod'
import type { ContactLegsTable } from '../../tables/figures.ts'
import type { DrawnContact, Leg } from './contact.ts'

const whole = { id: z.string(), fromMs: z.number(), toMs: z.number().nullable() }
const ms = z.number()
const id = z.string()

/** A leg as its row says; `facts` holds what belongs to its kind. */
const StoredLeg = z.discriminatedUnion('kind', [
  z.object({
    ...whole,
    kind: z.literal('queue'),
    queueId: id,
    agentId: id.nullable(),
    outcome: QueueOutcome.nullable(),
    waitingSinceMs: ms,
    again: z.boolean(),
    callbackId: id.nullable(),
    withinMs: ms,
    shortAbandonMs: ms,
  }),
  z.object({
    ...whole,
    kind: z.literal('offer'),
    queueId: id,
    agentId: id,
    outcome: z.enum(['accepted', 'rejected', 'missed', 'unreachable', 'withdrawn']).nullable(),
  }),
  z.object({
    ...whole,
    kind: z.literal('talk'),
    agentId: id,
    queueId: id.nullable(),
    holdMs: ms,
    heldSinceMs: ms.nullable(),
    transferred: z.boolean(),
    conferenced: z.boolean(),
  }),
  z.object({
    ...whole,
    kind: z.literal('wrap_up'),
    agentId: id,
    queueId: id.nullable(),
    disposition: ChosenDisposition.nullable(),
  }),
])

export function readLeg(row: Selectable<ContactLegsTable>): Leg {
  return StoredLeg.parse({
    ...row.facts,
    kind: row.kind,
    id: row.id,
    fromMs: row.began_at.getTime(),
    toMs: row.ended_at?.getTime() ?? null,
    queueId: row.queue_id,
    agentId: row.agent_id,
    outcome: row.outcome,
  })
}

export function legRow(
  tenantId: string,
  contact: DrawnContact,
  leg: Leg,
): Insertable<ContactLegsTable> {
  const { kind, fromMs, toMs, queueId, agentId, id: legId, ...rest } = leg
  const { outcome = null, ...facts } = 'outcome' in rest ? rest : { ...rest, outcome: null }
  return {
    id: legId,
    tenant_id: tenantId,
    contact_id: contact.id,
    kind,
    channel: contact.channel,
    direction: contact.direction,
    number_id: contact.numberId,
    queue_id: queueId,
    agent_id: agentId,
    began_at: new Date(fromMs),
    ended_at: toMs === null ? null : new Date(toMs),
    outcome,
    facts: JSON.stringify(facts),
  }
}
