import { z } from 'zod'
import { Agent } from './agents.ts'
import { Rates, Totals } from './figures.ts'
import { Id, Timestamp } from './primitives.ts'
import { Opening } from './hours.ts'

/**
 * Documents that browsers show as they change: presence and wallboards. One node a team, so that what is written grows
 * with the teams and not with those who watch. `everyone` is the team of those who are in none, and its board is that of
 * the whole centre.
 */
export const liveDocumentKinds = ['presence', 'board'] as const

/** The agents of a team, by id. */
export const PresenceDocument = z.object({
  at: Timestamp,
  agents: z.record(Id, Agent),
})
export type PresenceDocument = z.infer<typeof PresenceDocument>

/** One queue on a wallboard. */
export const BoardQueue = z.object({
  id: Id,
  name: z.string(),
  waiting: z.number().int(),
  callbacks: z.number().int(),
  /** Since when whoever waits longest has been there; times are told, not spans, so that nothing is written as they grow. */
  oldestSince: Timestamp.nullable(),
  expectedWaitS: z.number().int().nullable(),
  opening: Opening,
  agents: z.object({
    available: z.number().int(),
    busy: z.number().int(),
    notReady: z.number().int(),
    signedIn: z.number().int(),
  }),
  targetPercent: z.number(),
  withinMs: z.number().int(),
  maxWaitMs: z.number().int().nullable(),
  /** Of the quarter of an hour that runs, and of the day. */
  interval: z.object({ totals: Totals, rates: Rates }),
  today: z.object({ totals: Totals, rates: Rates }),
})
export type BoardQueue = z.infer<typeof BoardQueue>

export const BoardDocument = z.object({
  at: Timestamp,
  intervalFrom: Timestamp,
  queues: z.record(Id, BoardQueue),
})
export type BoardDocument = z.infer<typeof BoardDocument>

/** Where browsers hear documents: server-sent events, each `{ path, value }` whole or `{ path, patch }` (RFC 7396). */
export const livePath = '/v1/live'

/** `presence/<team>` or `board/<team>`, `<team>` an id or `everyone`. */
export const LivePath = z
  .string()
  .regex(/^(presence|board)\/([0-9a-f-]{36}|everyone)$/, 'Write presence/<team> or board/<team>.')
