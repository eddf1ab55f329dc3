import type { Principal } from '../../http/context.ts'
import type { Handlers } from '../../http/implement.ts'
import { deskContactOf } from '../calls/desk.ts'
import { beat } from './beats.ts'
import { chooseDisposition } from './dispositions.ts'
import { getProfile, listProfiles, updateProfile } from './profiles.ts'
import * as service from './service.ts'
import { finishFor, setStateFor } from './supervise.ts'

type AgentRoutes =
  | 'listAgents'
  | 'listAgentProfiles'
  | 'getAgentProfile'
  | 'updateAgentProfile'
  | 'chooseDisposition'
  | 'setChannels'
  | 'setAgentState'
  | 'finishAgentContact'
  | 'beat'
  | 'getDesk'
  | 'setState'
  | 'finishWrapUp'
  | 'extendWrapUp'

export function agentHandlers(phoneReady: service.PhoneReady): Handlers<AgentRoutes> {
  return {
    listAgents: async ({ work }) => ({ items: await service.listAgents(work) }),
    listAgentProfiles: async ({ work }) => ({ items: await listProfiles(work) }),
    getAgentProfile: ({ work }, { params }) => getProfile(work, params.id),
    updateAgentProfile: ({ work }, { params, body }) => updateProfile(work, params.id, body),
    chooseDisposition: ({ work, principal }, { params, body }) =>
      chooseDisposition(work, { agentId: principal.userId, ...params }, body),
    setChannels: ({ work, principal }, { body }) =>
      service.setChannels(work, principal.userId, body.channels),
    setAgentState: ({ work, principal }, { params, body }) =>
      setStateFor(work, asPerson(principal), { agentId: params.id, next: body, phoneReady }),
    finishAgentContact: ({ work, principal }, { params: { id: agentId, contactId } }) =>
      finishFor(work, asPerson(principal), { agentId, contactId, phoneReady }),
    beat: ({ work, principal }, { body }) => beat(work, principal.userId, body),
    getDesk: async ({ work, principal }) => {
      const agent = await service.getAgent(work, principal.userId)
      const contact =
        'callId' in agent.state
          ? await deskContactOf(work, agent.state.callId, principal.userId)
          : null
      return { agent, contact }
    },
    setState: ({ work, principal }, { body }) =>
      service.chooseState(work, principal.userId, body, phoneReady),
    finishWrapUp: ({ work, principal }) => service.finishWrapUp(work, principal.userId, phoneReady),
    extendWrapUp: ({ work, principal }) => service.extendWrapUp(work, principal.userId),
  }
}

function asPerson({ userId, name }: Principal) {
  return { id: userId, name }
}
