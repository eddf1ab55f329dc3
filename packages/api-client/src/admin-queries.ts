import type { RouteAnswer, RouteCall, Routes } from '@iris/contracts'
import type { Api } from './api.ts'

type CustomersRequest = NonNullable<RouteCall<Routes['listCustomers']>['query']>
type CustomersPage = RouteAnswer<Routes['listCustomers']>
type RecordingsRequest = NonNullable<RouteCall<Routes['listRecordings']>['query']>

/** Query definitions of pages that agents do not open: apart from `queries`, so that a desk does not load them. */
export const adminQueries = {
  recordings: (api: Api, query: RecordingsRequest = {}) => ({
    key: ['recordings', { ...query }],
    query: () => api.send('listRecordings', { query }),
  }),
  mailStatus: (api: Api) => ({ key: ['mail'], query: () => api.send('getMailStatus') }),
  prompts: (api: Api) => ({ key: ['prompts'], query: () => api.send('listPrompts') }),
  voices: (api: Api) => ({ key: ['voices'], query: () => api.send('listVoices') }),
  recordingPolicy: (api: Api) => ({
    key: ['recording-policy'],
    query: () => api.send('getRecordingPolicy'),
  }),
  skills: (api: Api) => ({ key: ['skills'], query: () => api.send('listSkills') }),
  teams: (api: Api) => ({ key: ['teams'], query: () => api.send('listTeams') }),
  hours: (api: Api) => ({ key: ['hours'], query: () => api.send('listHours') }),
  agentProfiles: (api: Api) => ({
    key: ['agent-profiles'],
    query: () => api.send('listAgentProfiles'),
  }),
  /** An agent's shifts that begin in a time. */
  schedule: (api: Api, agentId: string, span: { from: string; to: string }) => ({
    key: ['schedules', agentId, { ...span }],
    query: () => api.send('getSchedule', { params: { id: agentId }, query: span }),
  }),
  secrets: (api: Api) => ({ key: ['secrets'], query: () => api.send('listSecrets') }),
  /** For `useInfiniteQuery`: page after page of the same list. */
  customerPages: (api: Api, query: CustomersRequest = {}) => ({
    key: ['customers', { ...query }],
    query: ({ pageParam }: { pageParam: string | null }) =>
      api.send('listCustomers', {
        query: { ...query, limit: 50, ...(pageParam !== null && { cursor: pageParam }) },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }: CustomersPage) => nextCursor ?? null,
  }),
  webhookSecret: (api: Api) => ({
    key: ['webhook-secret'],
    query: () => api.send('getWebhookSecret'),
  }),
  audit: (api: Api, limit: number) => ({
    key: ['audit', { limit }],
    query: () => api.send('listAudit', { query: { limit } }),
  }),
}
