import type { RouteAnswer, RouteCall, Routes } from '@iris/contracts'
import type { Api } from './api.ts'

type CallsRequest = NonNullable<RouteCall<Routes['listCalls']>['query']>
type VersionsPage = RouteAnswer<Routes['listFlowVersions']>
type RunsPage = RouteAnswer<Routes['listFlowRuns']>
type RunOutcome = NonNullable<NonNullable<RouteCall<Routes['listFlowRuns']>['query']>['outcome']>
type CallsPage = RouteAnswer<Routes['listCalls']>

/**
 * Query definitions for Pinia Colada: `useQuery(() => queries.desk(api))`. The first part of a key is the resource, so
 * that an event can make everything of that resource stale.
 */
export const queries = {
  desk: (api: Api) => ({ key: ['desk'], query: () => api.send('getDesk') }),
  calls: (api: Api, query: CallsRequest = {}) => ({
    key: ['calls', { ...query }],
    query: () => api.send('listCalls', { query }),
  }),
  /** For `useInfiniteQuery`: page after page of the same list. */
  callPages: (api: Api, query: CallsRequest = {}) => ({
    key: ['calls', 'pages', { ...query }],
    query: ({ pageParam }: { pageParam: string | null }) =>
      api.send('listCalls', {
        query: { ...query, ...(pageParam !== null && { cursor: pageParam }) },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }: CallsPage) => nextCursor ?? null,
  }),
  call: (api: Api, id: string) => ({
    key: ['calls', id],
    query: () => api.send('getCall', { params: { id } }),
  }),
  parkedCalls: (api: Api) => ({ key: ['parked'], query: () => api.send('listParkedCalls') }),
  liveConferences: (api: Api) => ({
    key: ['conferences', 'live'],
    query: () => api.send('listConferences', { query: { state: 'live', limit: 100 } }),
  }),
  transferTargets: (api: Api, search: string) => ({
    key: ['transfer-targets', search],
    query: () => api.send('listTransferTargets', { query: { search } }),
    // Presence is worth nothing when it is old.
    staleTime: 0,
  }),
  callNotes: (api: Api, id: string) => ({
    key: ['call-notes', id],
    query: () => api.send('listCallNotes', { params: { id } }),
  }),
  callRecordings: (api: Api, id: string) => ({
    key: ['recordings', 'of call', id],
    query: () => api.send('listCallRecordings', { params: { id } }),
  }),
  voicemails: (api: Api) => ({
    key: ['voicemails'],
    query: () => api.send('listVoicemails', { query: { limit: 100 } }),
  }),
  voicemailBoxes: (api: Api) => ({
    key: ['voicemail-boxes'],
    query: () => api.send('listVoicemailBoxes'),
  }),
  voicemailTargets: (api: Api) => ({
    key: ['voicemail-boxes', 'targets'],
    query: () => api.send('listVoicemailTargets'),
  }),
  queues: (api: Api) => ({ key: ['queues'], query: () => api.send('listQueues') }),
  waiting: (api: Api, id: string) => ({
    key: ['queues', id, 'waiting'],
    query: () => api.send('listWaiting', { params: { id } }),
  }),
  /** Who waits in each of several queues, by the queue's id. */
  waitingIn: (api: Api, ids: readonly string[]) => ({
    key: ['queues', 'waiting', ...ids],
    query: async () => {
      const lists = await Promise.all(ids.map((id) => api.send('listWaiting', { params: { id } })))
      return new Map(ids.map((id, index) => [id, lists[index]?.items ?? []]))
    },
  }),
  /** Who is to be called back, next first. */
  callbacks: (api: Api) => ({ key: ['callbacks'], query: () => api.send('listCallbacks') }),
  /** Those that are the user's own to make. */
  myCallbacks: (api: Api) => ({ key: ['callbacks', 'mine'], query: () => api.send('myCallbacks') }),
  wallboardLinks: (api: Api) => ({
    key: ['wallboard-links'],
    query: () => api.send('listWallboardLinks'),
  }),
  teams: (api: Api) => ({ key: ['teams'], query: () => api.send('listTeams') }),
  numbers: (api: Api) => ({ key: ['numbers'], query: () => api.send('listNumbers') }),
  flows: (api: Api) => ({ key: ['flows'], query: () => api.send('listFlows') }),
  archivedFlows: (api: Api) => ({
    key: ['flows', 'archived'],
    query: () => api.send('listFlows', { query: { state: 'archived' } }),
  }),
  flow: (api: Api, id: string) => ({
    key: ['flows', id],
    query: () => api.send('getFlow', { params: { id } }),
  }),
  /** Under a key of its own: what somebody is working on is not fetched anew behind their back. */
  flowDraft: (api: Api, id: string) => ({
    key: ['flow-drafts', id],
    query: () => api.send('getFlowDraft', { params: { id } }),
  }),
  flowVersion: (api: Api, id: string, version: number) => ({
    key: ['flows', id, version],
    query: () => api.send('getFlowVersion', { params: { id, version } }),
  }),
  /** For `useInfiniteQuery`: the versions of a flow, newest first. */
  flowVersionPages: (api: Api, id: string) => ({
    key: ['flows', id, 'versions'],
    query: ({ pageParam }: { pageParam: string | null }) =>
      api.send('listFlowVersions', {
        params: { id },
        query: pageParam === null ? {} : { cursor: pageParam },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }: VersionsPage) => nextCursor ?? null,
  }),
  flowCounts: (api: Api, id: string, window: 'hour' | 'day') => ({
    key: ['flow-counts', id, window],
    query: () => api.send('getFlowCounts', { params: { id }, query: { window } }),
    staleTime: 0,
  }),
  /** For `useInfiniteQuery`: the runs of a flow, newest first. */
  flowRunPages: (api: Api, id: string, outcome: RunOutcome | undefined) => ({
    key: ['flow-runs', id, outcome ?? ''],
    query: ({ pageParam }: { pageParam: string | null }) =>
      api.send('listFlowRuns', {
        params: { id },
        query: {
          ...(outcome !== undefined && { outcome }),
          ...(pageParam !== null && { cursor: pageParam }),
        },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }: RunsPage) => nextCursor ?? null,
    staleTime: 0,
  }),
  flowTrace: (api: Api, id: string, runId: string) => ({
    key: ['flow-runs', id, 'trace', runId],
    query: () => api.send('getFlowRunTrace', { params: { id, runId } }),
  }),
  flowTests: (api: Api, id: string) => ({
    key: ['flow-tests', id],
    query: () => api.send('listFlowTests', { params: { id } }),
  }),
  trunks: (api: Api) => ({ key: ['trunks'], query: () => api.send('listTrunks') }),
  users: (api: Api) => ({ key: ['users'], query: () => api.send('listUsers') }),
  agents: (api: Api) => ({ key: ['agents'], query: () => api.send('listAgents') }),
  sessions: (api: Api) => ({ key: ['sessions'], query: () => api.send('listSessions') }),
}
