import type { RouteCall, Routes } from '@iris/contracts'
import { startOfDay } from '../formats/format-time.ts'

export const periods = ['today', 'yesterday', 'week', 'month'] as const
type Period = (typeof periods)[number]

/** What narrows a list of calls; what is not there does not narrow it. */
export interface CallFilters {
  readonly number?: string
  readonly state?: 'live' | 'ended'
  readonly queueId?: string
  readonly agentId?: string
  readonly period?: Period
}

/** What a page's address may hold after the question mark. */
export type AddressQuery = Readonly<
  Record<string, string | null | readonly (string | null)[] | undefined>
>

type CallsRequest = NonNullable<RouteCall<Routes['listCalls']>['query']>

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Reads filters from an address; what somebody mistyped there does not narrow anything. */
export function readFilters(query: AddressQuery): CallFilters {
  const text = (name: string) => {
    const value = query[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const id = (name: string) => {
    const value = text(name)
    return value !== undefined && uuid.test(value) ? value : undefined
  }
  const number = text('number')?.slice(0, 40)
  const state = text('state')
  const queueId = id('queue')
  const agentId = id('agent')
  const period = periods.find((known) => known === text('period'))
  return {
    ...(number !== undefined && { number }),
    ...((state === 'live' || state === 'ended') && { state }),
    ...(queueId !== undefined && { queueId }),
    ...(agentId !== undefined && { agentId }),
    ...(period && { period }),
  }
}

/** The same filters as they stand in an address. */
export function writeFilters(filters: CallFilters): Record<string, string> {
  const { number, state, queueId, agentId, period } = filters
  return {
    ...(number !== undefined && number !== '' && { number }),
    ...(state && { state }),
    ...(queueId !== undefined && { queue: queueId }),
    ...(agentId !== undefined && { agent: agentId }),
    ...(period && { period }),
  }
}

export function isFiltered(filters: CallFilters): boolean {
  return Object.keys(writeFilters(filters)).length > 0
}

/** What to ask the backend for. Days are the reader's, so that a period stays the same request for a whole day. */
export function requestFor(filters: CallFilters, nowMs: number): CallsRequest {
  const { period, ...rest } = filters
  return { ...rest, ...(period && span(period, new Date(nowMs))) }
}

function span(period: Period, now: Date): Pick<CallsRequest, 'from' | 'to'> {
  const day = (daysAgo: number) =>
    new Date(
      startOfDay(new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysAgo)),
    ).toISOString()
  switch (period) {
    case 'today':
      return { from: day(0) }
    case 'yesterday':
      return { from: day(1), to: day(0) }
    case 'week':
      return { from: day(6) }
    case 'month':
      return { from: day(29) }
  }
}
