import type { Agent, NextState } from '@iris/contracts'
import { errorWords } from '@iris/app-frame'
import { useApi } from '@iris/api-client'
import { useConfirm, useToasts } from '@iris/ui'
import { nameOf } from '../state/state-words.ts'
import { floorWords } from './floor-words.ts'

export interface AgentOrders {
  setState(agent: Agent, next: NextState): Promise<void>
  signOut(agent: Agent): Promise<void>
  /** Ends a call, an offer, after-call work or another contact that an agent is stuck with. */
  finish(agent: Agent, contactId: string): Promise<void>
}

/** What a supervisor may do to an agent. Each says what became of it. */
export function useAgentOrders(): AgentOrders {
  const api = useApi()
  const confirm = useConfirm()
  const toasts = useToasts()

  async function ask(agent: Agent, send: () => Promise<Agent>, next?: NextState): Promise<void> {
    try {
      const { state } = await send()
      const isLater = next !== undefined && state.kind !== next.kind
      const shown = isLater ? next : state
      const words = { name: agent.name, state: nameOf(shown) }
      toasts.show({ title: floorWords(isLater ? 'actions.later' : 'actions.done', words) })
    } catch (error) {
      const title = floorWords('actions.failed', { name: agent.name })
      toasts.show({ tone: 'warning', title, description: errorWords(error) })
    }
  }

  const setState = (agent: Agent, next: NextState): Promise<void> =>
    ask(agent, () => api.send('setAgentState', { params: { id: agent.id }, body: next }), next)

  return {
    setState,
    async signOut(agent) {
      const { name } = agent
      const isSure = await confirm({
        title: floorWords('actions.signOutTitle', { name }),
        description: floorWords('actions.signOutText', { name }),
        confirmLabel: floorWords('actions.signOutConfirm', { name }),
        danger: true,
      })
      if (isSure) await setState(agent, { kind: 'offline' })
    },
    async finish(agent, contactId) {
      const { name } = agent
      const isSure = await confirm({
        title: floorWords('actions.finishTitle', { name }),
        description: floorWords('actions.finishText', { name }),
        confirmLabel: floorWords('actions.finishConfirm', { name }),
        danger: true,
      })
      if (!isSure) return
      const params = { id: agent.id, contactId }
      await ask(agent, () => api.send('finishAgentContact', { params }))
    },
  }
}
