import { z } from 'zod'
import { Channel } from './channels.ts'
import { Id, listOf, Timestamp } from './primitives.ts'
import { route } from './route.ts'

const count = z.number().int()
const sumMs = z.number().int()

/**
 * What can be added up: of any number of intervals, queues, agents, channels and numbers. `docs/metrics.md` defines
 * each in one formula with its corner cases.
 */
export const Totals = z.object({
  /** Contacts that came to a queue; one that comes back to the place it held is not counted again. */
  offered: count,
  answered: count,
  /** Answered within the queue's time. */
  answeredInTime: count,
  /** Left by themselves, unanswered, short ones left out. */
  abandoned: count,
  /** Those of them who had waited longer than the queue's time. */
  abandonedLate: count,
  shortAbandoned: count,
  /** Left the queue without an agent, by an overflow or a key: not abandoned. */
  flowedOut: count,
  callbacksAsked: count,
  callbacksDone: count,
  /** Contacts whose talk and after-call work are over. */
  handled: count,
  transferredOut: count,
  conferenced: count,
  rejected: count,
  missed: count,
  /** Of those answered: from coming to the queue to the agent. */
  waitMs: sumMs,
  /** Of those abandoned, short ones left out. */
  abandonWaitMs: sumMs,
  longestWaitMs: sumMs,
  talkMs: sumMs,
  holdMs: sumMs,
  wrapUpMs: sumMs,
})
export type Totals = z.infer<typeof Totals>

/** Nothing yet. */
export const noTotals: Totals = {
  offered: 0,
  answered: 0,
  answeredInTime: 0,
  abandoned: 0,
  abandonedLate: 0,
  shortAbandoned: 0,
  flowedOut: 0,
  callbacksAsked: 0,
  callbacksDone: 0,
  handled: 0,
  transferredOut: 0,
  conferenced: 0,
  rejected: 0,
  missed: 0,
  waitMs: 0,
  abandonWaitMs: 0,
  longestWaitMs: 0,
  talkMs: 0,
  holdMs: 0,
  wrapUpMs: 0,
}

/** An agent's time, by state. */
export const AgentTime = z.object({
  availableMs: sumMs,
  notReadyMs: sumMs,
  offeringMs: sumMs,
  inCallMs: sumMs,
  wrapUpMs: sumMs,
  notRespondingMs: sumMs,
  /** Of the not ready time, by reason. */
  reasonsMs: z.record(z.string(), sumMs),
  /** With a contact of any channel in hand, after-call work among it. */
  occupiedMs: sumMs,
  /** Available or offered something, with nothing in hand. */
  idleMs: sumMs,
  /** In shifts, up to now. */
  scheduledMs: sumMs,
  /** Of the scheduled time: doing what was planned. */
  adherentMs: sumMs,
})
export type AgentTime = z.infer<typeof AgentTime>

/** What follows from totals; `null` where it would divide by nothing. Shares are 0 to 1. */
export const Rates = z.object({
  serviceLevel: z.number().nullable(),
  abandonRate: z.number().nullable(),
  averageSpeedOfAnswerMs: z.number().nullable(),
  averageHandleMs: z.number().nullable(),
  /** Of agents' time with a contact in hand or ready for one: the share with one in hand. */
  occupancy: z.number().nullable(),
  /** Of agents' scheduled time: the share in which they did what was planned. */
  adherence: z.number().nullable(),
})
export type Rates = z.infer<typeof Rates>

export const windows = ['5m', '15m', '30m', 'interval', 'today'] as const
export const StatsWindow = z.enum(windows)
export type StatsWindow = z.infer<typeof StatsWindow>

/** A queue's figures over a window that ends now. `interval` is the quarter of an hour that runs. */
export const QueueStats = z.object({
  queueId: Id,
  window: StatsWindow,
  from: Timestamp,
  to: Timestamp,
  totals: Totals,
  rates: Rates,
})
export type QueueStats = z.infer<typeof QueueStats>

export const IntervalRow = z.object({
  /** Where a quarter of an hour begins, in UTC. */
  from: Timestamp,
  queueId: Id.nullable(),
  agentId: Id.nullable(),
  channel: Channel.nullable(),
  numberId: Id.nullable(),
  totals: Totals,
  /** Only where rows are by agent and by nothing else. */
  agentTime: AgentTime.nullable(),
  rates: Rates,
})
export type IntervalRow = z.infer<typeof IntervalRow>

export const intervalDimensions = ['queue', 'agent', 'channel', 'number'] as const

const tag = 'Figures'
const intervalsQuery = z.object({
  from: Timestamp,
  /** At most 31 days after `from`. */
  to: Timestamp,
  /** What there is a row for: dimensions, separated by commas; without any, one row an interval. */
  by: z
    .string()
    .transform((text) => text.split(',').filter((part) => part !== ''))
    .pipe(z.array(z.enum(intervalDimensions)).max(4))
    .default([]),
  /** `15m`, or longer stretches of the tenant's days. */
  every: z.enum(['15m', '1h', '1d', 'all']).default('15m'),
  queueId: Id.optional(),
  agentId: Id.optional(),
  channel: Channel.optional(),
  numberId: Id.optional(),
})

export const figureRoutes = {
  queueStats: route({
    method: 'GET',
    path: '/v1/queues/{id}/stats',
    summary: "Read a queue's figures of the last minutes, or of today",
    tag,
    access: ['figures:read', 'queues:read'],
    params: z.object({ id: Id }),
    query: z.object({ window: StatsWindow.default('interval') }),
    response: QueueStats,
  }),
  allStats: route({
    method: 'GET',
    path: '/v1/stats',
    summary: "Read every queue's figures of the last minutes, or of today",
    tag,
    access: ['figures:read'],
    query: z.object({ window: StatsWindow.default('interval') }),
    response: listOf(QueueStats),
  }),
  listIntervals: route({
    method: 'GET',
    path: '/v1/intervals',
    summary: 'List figures by quarters of an hour, oldest first',
    tag,
    access: ['figures:read'],
    query: intervalsQuery,
    response: listOf(IntervalRow),
  }),
  exportIntervals: route({
    method: 'GET',
    path: '/v1/intervals.csv',
    summary: 'The same as CSV (RFC 4180)',
    tag,
    access: ['figures:read'],
    query: intervalsQuery,
    content: 'text/csv',
  }),
}
