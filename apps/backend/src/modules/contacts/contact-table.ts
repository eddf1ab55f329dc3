import type { Contact } from '@iris/contracts'
import type { Cell } from '../../http/csv.ts'

export const contactColumns = [
  'id',
  'channel',
  'direction',
  'from',
  'number_id',
  'subject',
  'started_at',
  'ended_at',
  'outcome',
  'queue',
  'agent',
  'disposition',
  'result',
  'waited_ms',
  'talk_ms',
  'hold_ms',
  'wrap_up_ms',
  'offers',
  'transfers',
] as const

/** A contact as a row of a table; times are those of all its legs that are over. */
export function contactCells(contact: Contact): Cell[] {
  const { id, channel, direction, from, numberId, subject, startedAt, endedAt, outcome } = contact
  const { queue, agent, disposition, legs } = contact
  const talks = legs.filter((leg) => leg.kind === 'talk')
  const holdMs = talks.reduce((sum, talk) => sum + talk.holdMs, 0)
  return [
    id,
    channel,
    direction,
    from.value,
    numberId,
    subject,
    startedAt,
    endedAt,
    outcome,
    queue?.name ?? null,
    agent?.name ?? null,
    disposition?.path.join(' / ') ?? null,
    disposition?.result ?? null,
    lastingMs(legs, 'queue'),
    lastingMs(legs, 'talk') - holdMs,
    holdMs,
    lastingMs(legs, 'wrap_up'),
    legs.filter(({ kind }) => kind === 'offer').length,
    talks.filter(({ transferred }) => transferred).length,
  ]
}

function lastingMs(legs: Contact['legs'], kind: Contact['legs'][number]['kind']): number {
  return legs
    .filter((leg) => leg.kind === kind)
    .reduce((sum, { from, to }) => sum + (to === null ? 0 : Date.parse(to) - Date.parse(from)), 0)
}
