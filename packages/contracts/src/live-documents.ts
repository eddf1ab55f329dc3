import { z } from 'zod'
import { Agent } from './agents.ts'
import { Rates, Totals } from './figures.ts'
import { Id, Timestamp } from './primitives.ts'
import { route } from './route.ts'
import { Opening } from './hours.ts'
import type { Permission } from './permissions.ts'
import { ExpectedWaitError } from './queues.ts'

/**
 * Documents that browsers show as they change: presence and wallboards. One node a team, so that what is written grows
 * with the teams and not with those who watch. `everyone` is the team of those who are in none, and its board is that of
 * the whole centre.
 */
export const liveDocumentKinds = ['presence', 'board'] as const
export type LiveDocumentKind = (typeof liveDocumentKinds)[number]

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
  expectedWaitError: ExpectedWaitError.nullable(),
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

/** How many agents are in each state, those who are offline aside; nobody by name. */
export const AgentCounts = z.object({
  available: z.number().int(),
  offering: z.number().int(),
  in_call: z.number().int(),
  wrap_up: z.number().int(),
  not_ready: z.number().int(),
  not_responding: z.number().int(),
})
export type AgentCounts = z.infer<typeof AgentCounts>

export const BoardDocument = z.object({
  at: Timestamp,
  intervalFrom: Timestamp,
  /** Of the team, of `everyone` all of the centre; each agent once, however many queues they answer. */
  states: AgentCounts,
  queues: z.record(Id, BoardQueue),
})
export type BoardDocument = z.infer<typeof BoardDocument>

/** What browsers may be shown live, by the kind of document. */
export interface LiveDocumentOf {
  readonly presence: PresenceDocument
  readonly board: BoardDocument
}

/** `presence/<team>` or `board/<team>`, `<team>` an id or `everyone`. */
export const LivePath = z
  .string()
  .regex(/^(presence|board)\/([0-9a-f-]{36}|everyone)$/, 'Write presence/<team> or board/<team>.')
export type LivePath<Kind extends LiveDocumentKind = LiveDocumentKind> = `${Kind}/${string}`

/**
 * What has changed of a document: of `agents` and `queues` the entries that are others now, each whole, and `null` for
 * those that are gone; of the other members the new value. Not RFC 7396, in which nothing can become `null`.
 */
export interface LivePatch {
  readonly at?: string
  readonly intervalFrom?: string
  readonly states?: AgentCounts
  readonly agents?: Readonly<Record<string, Agent | null>>
  readonly queues?: Readonly<Record<string, BoardQueue | null>>
}

/**
 * Where browsers hear documents: `?path=…&path=…`, up to 200 of them. Server-sent events, each a `LiveMessage`. Opened anew
 * for the same paths with the `Last-Event-ID`, it goes on from there.
 */
export const livePath = '/v1/live'
export const mostLivePaths = 200

/** The whole of a document, what has changed of it since, or why it will not be told. */
export type LiveMessage = { readonly path: LivePath } & (
  | { readonly value: LiveDocumentOf[LiveDocumentKind] }
  | { readonly patch: LivePatch }
  | { readonly refused: LiveRefusal }
)
/** `not_found`: there is no such team, or no more. */
export type LiveRefusal = 'forbidden' | 'not_found'

const permissionOf = { presence: 'agents:read', board: 'boards:read' } as const

/** What somebody needs to be shown documents of the path. */
export function livePermission(path: LivePath): Permission {
  return permissionOf[path.startsWith('presence/') ? 'presence' : 'board']
}

/** Where a Firebase project is, as its SDK takes it (`FirebaseOptions`). */
export const FirebaseProject = z.object({
  apiKey: z.string(),
  projectId: z.string(),
  databaseURL: z.string(),
})
export type FirebaseProject = z.infer<typeof FirebaseProject>

/** By which way documents come to browsers. */
export const LiveAccess = z.discriminatedUnion('driver', [
  z.object({ driver: z.literal('stream') }),
  z.object({
    driver: z.literal('firebase'),
    project: FirebaseProject,
    /** Of Google's emulators, in place of the project's own servers. */
    emulators: z.object({ database: z.string(), auth: z.string() }).optional(),
    tenantId: Id,
    userId: Id,
    /** A custom token that says whose browser this is and what it may see; good for an hour. */
    token: z.string(),
    /** Until when what was opened by it may be opened again; ask for another before. */
    expiresAt: Timestamp,
  }),
])
export type LiveAccess = z.infer<typeof LiveAccess>

export const liveRoutes = {
  openLive: route({
    method: 'POST',
    path: '/v1/live/access',
    summary: 'Ask by which way live documents come, and for what it takes to hear them',
    tag: 'Live',
    access: 'signed-in',
    repeatable: true,
    response: LiveAccess,
  }),
}
