import type { RouteName } from '@iris/contracts'
import type { Handlers } from '../http/implement.ts'
import { Refusal } from '../problem.ts'

const pending = [
  'setAgentState',
  'finishAgentContact',
  'beat',
  'createContact',
  'acceptContact',
  'rejectContact',
  'endContact',
] as const satisfies readonly RouteName[]

/** Routes that are in the contract and not here yet. */
export function pendingHandlers(): Handlers<(typeof pending)[number]> {
  const refuse = () => Promise.reject(new Refusal('not_found', { detail: 'Not here yet.' }))
  return Object.fromEntries(pending.map((name) => [name, refuse])) as unknown as Handlers<
    (typeof pending)[number]
  >
}
