import {
  type Agent,
  type Channel,
  type NextState,
  permissionsOf,
  roles,
  type StateCause,
} from '@iris/contracts'
import { type AgentEvent, type AgentState, transition } from '@iris/routing'
import { found, Refusal } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { tellOfCallLeft } from './after-call.ts'
import { causeOf } from './cause.ts'
import { lacksDisposition, requireDisposition, sayFirst } from './dispositions.ts'
import { presentAgent, presentState } from './present.ts'
import * as repository from './repository.ts'

/** Whether an agent's phone is registered now. */
export type PhoneReady = (agentId: string) => boolean

/** Of those who can take calls. */
export const phoneRoles = roles.filter((role) => permissionsOf[role].includes('phone:use'))

export async function listAgents(work: Work): Promise<Agent[]> {
  return (await repository.listAgents(work.tx, phoneRoles)).map(presentAgent)
}

/** Colleagues of an agent whose name has the text in it, the available first. */
export async function findColleagues(
  work: Work,
  { of, search, limit }: { readonly of: string; readonly search: string; readonly limit: number },
): Promise<Agent[]> {
  const agents = await repository.listAgents(work.tx, phoneRoles)
  const wanted = search.toLocaleLowerCase()
  const isAvailable = ({ state }: Agent) => state.kind === 'available'
  return agents
    .filter(({ id, name }) => id !== of && name.toLocaleLowerCase().includes(wanted))
    .map(presentAgent)
    .toSorted((a, b) => Number(isAvailable(b)) - Number(isAvailable(a)))
    .slice(0, limit)
}

export async function getAgent(work: Work, agentId: string): Promise<Agent> {
  return presentAgent(found(await repository.findAgent(work.tx, agentId), 'agent'))
}

/** What an event did to an agent. */
export type Moved =
  | {
      readonly kind: 'moved' | 'unchanged'
      readonly before: AgentState
      readonly state: AgentState
    }
  | { readonly kind: 'refused'; readonly message: string }

/**
 * Lets an event happen to an agent: the one way any agent's state changes. The agent is locked until the transaction
 * ends, so transitions come one after another. Each change is told once, with who or what made it.
 */
export async function moveAgent(
  work: Work,
  agentId: string,
  event: AgentEvent,
  cause: StateCause = causeOf(event),
): Promise<Moved> {
  const agent = await repository.findAgentForUpdate(work.tx, agentId)
  if (!agent) return { kind: 'refused', message: 'There is no such agent.' }
  const { state: before } = agent
  const next = transition(before, event, Date.now())
  if (next.kind === 'refused') return { kind: 'refused', message: next.message }
  if (next.kind === 'moved') {
    const { state } = next
    await repository.saveState(work.tx, work.tenantId, agentId, state)
    await work.publish('agent.state_changed', {
      agent: presentAgent({ ...agent, state }),
      cause,
      before: presentState(before),
    })
    await tellOfCallLeft(work, agentId, { before, after: state })
  }
  return { kind: next.kind, before, state: next.state }
}

/** The same for what somebody asked for: what cannot be is refused in words. */
export async function moveOrRefuse(
  work: Work,
  agentId: string,
  event: AgentEvent,
  cause?: StateCause,
): Promise<Agent> {
  const moved = await moveAgent(work, agentId, event, cause)
  if (moved.kind === 'refused') throw new Refusal('conflict', { detail: moved.message })
  return getAgent(work, agentId)
}

/** Takes an agent out of the queues for a call of their own. It ends after-call work, where that may be ended. */
export async function moveToOwnCall(work: Work, agentId: string, callId: string): Promise<Moved> {
  const state = (await repository.findAgentForUpdate(work.tx, agentId))?.state
  if (state?.kind === 'wrap_up') {
    const part = { agentId, contactId: state.callId }
    if (await lacksDisposition(work, part, state.queueId)) {
      return { kind: 'refused', message: sayFirst }
    }
  }
  return moveAgent(work, agentId, { kind: 'call_placed', callId })
}

export function chooseState(
  work: Work,
  agentId: string,
  next: NextState,
  phoneReady: PhoneReady,
): Promise<Agent> {
  return moveOrRefuse(work, agentId, { kind: 'choose', next, phoneReady: phoneReady(agentId) })
}

/** What an agent wants to be offered while available; what is in hand stays. */
export async function setChannels(
  work: Work,
  agentId: string,
  channels: readonly Channel[],
): Promise<Agent> {
  const agent = found(await repository.findAgentForUpdate(work.tx, agentId), 'agent')
  await repository.saveChannels(work.tx, work.tenantId, agent, [...new Set(channels)])
  await work.publish('agent.profile_changed', { agentId })
  return getAgent(work, agentId)
}

export async function finishWrapUp(
  work: Work,
  agentId: string,
  phoneReady: PhoneReady,
): Promise<Agent> {
  const { state } = found(await repository.findAgentForUpdate(work.tx, agentId), 'agent')
  if (state.kind === 'wrap_up') {
    await requireDisposition(work, { agentId, contactId: state.callId }, state.queueId)
  }
  return moveOrRefuse(work, agentId, {
    kind: 'wrap_up_finished',
    phoneReady: phoneReady(agentId),
  })
}

export async function extendWrapUp(work: Work, agentId: string): Promise<Agent> {
  const { state } = found(await repository.findAgent(work.tx, agentId), 'agent')
  const endsAtMs = state.kind === 'wrap_up' ? state.endsAtMs : null
  const byMs = endsAtMs === null ? 0 : endsAtMs - state.sinceMs
  return moveOrRefuse(work, agentId, { kind: 'wrap_up_extended', byMs })
}
