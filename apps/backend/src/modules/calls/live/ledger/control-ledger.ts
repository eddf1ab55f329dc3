import type { CallStep, Consult, EventPayload, Supervision, TalkTarget } from '@iris/contracts'
import type { DoWork, Work } from '../../../../work.ts'
import { moveAgent } from '../../../agents/service.ts'
import * as parked from '../../parked-repository.ts'
import * as calls from '../../repository.ts'
import { unpark } from '../../parked.ts'
import { type AgentMove, noteAgent, publishSteps } from './ledger.ts'

interface ConsultChange {
  readonly consult: Consult | null
  readonly path: readonly CallStep[]
  readonly entered?: readonly CallStep[]
  /** The agent and the colleague. */
  readonly agentIds: readonly string[]
  readonly moves?: readonly AgentMove[]
}

interface SupervisionChange {
  readonly before: Supervision | null
  readonly supervision: Supervision | null
  /** Who talks with the caller, if anybody does. */
  readonly agentId: string | undefined
  readonly moves?: readonly AgentMove[]
}

/** Writes down what agents and supervisors do with one call while it is talked in, each change and its events together. */
export class ControlLedger {
  readonly #doWork: DoWork
  readonly #callId: string
  readonly #tenantId: string

  constructor(doWork: DoWork, call: { readonly id: string; readonly tenantId: string }) {
    this.#doWork = doWork
    this.#callId = call.id
    this.#tenantId = call.tenantId
  }

  /** Something happened to agents, and nothing to the call. */
  async moved(moves: readonly AgentMove[]): Promise<void> {
    await this.#write((work) => moveAll(work, moves))
  }

  /** Keeps offers away from somebody who is to have the call again; false when they are in another, or away. */
  async occupied(agentId: string): Promise<boolean> {
    const event = { kind: 'call_joined', callId: this.#callId } as const
    const moved = await this.#doWork(this.#tenantId, null, (work) =>
      moveAgent(work, agentId, event),
    )
    return moved.kind === 'moved'
  }

  /** The agent gave the caller away and is free. */
  async transferStarted(transfer: {
    readonly agent: AgentMove
    readonly to: EventPayload<'call.transfer_started'>['to']
    readonly path: readonly CallStep[]
    readonly entered: readonly CallStep[]
  }): Promise<void> {
    const { agent, to, path, entered } = transfer
    await this.#write(async (work) => {
      await moveAll(work, [agent])
      const change = { state: 'transferring', agent_id: null, consult: null, path } as const
      await calls.updateLiveCall(work.tx, this.#callId, change)
      await publishSteps(work, this.#callId, entered)
      await work.publish('call.transfer_started', {
        callId: this.#callId,
        agentId: agent.agentId,
        to,
      })
    })
  }

  /** Another agent, or a number outside, has the caller now. */
  async transferred(transfer: {
    readonly queueId: string | null
    readonly fromAgentId: string
    readonly to: TalkTarget
    readonly path: readonly CallStep[]
    readonly moves: readonly AgentMove[]
  }): Promise<void> {
    const { queueId, fromAgentId, to, path, moves } = transfer
    const agentId = to.kind === 'agent' ? to.agent.id : null
    const number = to.kind === 'number' ? to.number.value : null
    await this.#write(async (work) => {
      await moveAll(work, moves)
      const change = { state: 'connected', agent_id: agentId, consult: null, path } as const
      await calls.updateLiveCall(work.tx, this.#callId, change)
      const callId = this.#callId
      await work.publish('call.transferred', { callId, queueId, fromAgentId, agentId, number })
      const agentIds = agentId === null ? [fromAgentId] : [fromAgentId, agentId]
      await work.publish('call.consult_changed', { callId, agentIds, consult: null })
    })
  }

  /** Who was to get the caller did not take them; what comes next is written by that. */
  async transferFailed(moves: readonly AgentMove[], path: readonly CallStep[]): Promise<void> {
    await this.#write(async (work) => {
      await moveAll(work, moves)
      await calls.updateLiveCall(work.tx, this.#callId, { path })
    })
  }

  /** The agent left the caller to whoever picks them up. */
  async parked(parking: {
    readonly agent: AgentMove
    readonly path: readonly CallStep[]
    readonly entered: CallStep
  }): Promise<void> {
    const { agent, path, entered } = parking
    await this.#write(async (work) => {
      await moveAll(work, [agent])
      const slot = await parked.park(work.tx, {
        tenant_id: this.#tenantId,
        call_id: this.#callId,
        agent_id: agent.agentId,
      })
      const change = { state: 'parked', agent_id: null, path } as const
      await calls.updateLiveCall(work.tx, this.#callId, change)
      await publishSteps(work, this.#callId, [entered])
      const { agentId } = agent
      await work.publish('call.parked', { callId: this.#callId, slot, agentId })
    })
  }

  async pickedUp(pickUp: {
    readonly queueId: string | null
    readonly fromAgentId: string
    readonly agentId: string
    readonly path: readonly CallStep[]
    readonly entered: CallStep
  }): Promise<void> {
    const { path, entered, ...who } = pickUp
    await this.#write(async (work) => {
      await noteAgent(work, this.#callId, who.agentId)
      const change = { state: 'connected', agent_id: who.agentId, path } as const
      await calls.updateLiveCall(work.tx, this.#callId, change)
      await unpark(work, this.#callId)
      await publishSteps(work, this.#callId, [entered])
      await work.publish('call.transferred', { callId: this.#callId, ...who, number: null })
    })
  }

  /** The slot is free again; where the caller goes is written by that. */
  async unparked(): Promise<void> {
    await this.#write((work) => unpark(work, this.#callId))
  }

  /** The agent put the caller on hold, or took them off it. */
  async holdChanged(agentId: string, held: boolean): Promise<void> {
    await this.#write((work) =>
      work.publish('call.hold_changed', { callId: this.#callId, agentId, held }),
    )
  }

  async consultChanged(change: ConsultChange): Promise<void> {
    const { consult, path, entered = [], agentIds, moves = [] } = change
    await this.#write(async (work) => {
      await moveAll(work, moves)
      await calls.updateLiveCall(work.tx, this.#callId, { consult, path })
      await publishSteps(work, this.#callId, entered)
      await work.publish('call.consult_changed', {
        callId: this.#callId,
        agentIds: [...agentIds],
        consult,
      })
    })
  }

  async supervisionChanged(change: SupervisionChange): Promise<void> {
    const { before, supervision, agentId, moves = [] } = change
    const callId = this.#callId
    await this.#write(async (work) => {
      await moveAll(work, moves)
      await calls.updateLiveCall(work.tx, callId, { supervision })
      await work.publish('call.supervision_changed', { callId, supervision })
      const [was, is] = [heardByAgent(before), heardByAgent(supervision)]
      if (agentId === undefined || was?.mode === is?.mode) return
      await work.publish('call.coaching_changed', { callId, agentId, coach: is })
    })
  }

  #write(task: (work: Work) => Promise<void>): Promise<void> {
    return this.#doWork(this.#tenantId, null, task)
  }
}

/** A supervision as the agent may know of it: one that only listens is no business of theirs. */
export function heardByAgent(supervision: Supervision | null): Supervision | null {
  const isHeard = supervision?.state === 'joined' && supervision.mode !== 'monitor'
  return isHeard ? supervision : null
}

/** In the order of their ids, so that no two transactions wait for each other. */
async function moveAll(work: Work, moves: readonly AgentMove[]): Promise<void> {
  const inOrder = moves.toSorted((a, b) => (a.agentId < b.agentId ? -1 : 1))
  for (const { agentId, event, cause } of inOrder) {
    await moveAgent(work, agentId, event, cause)
    if (event.kind === 'offer_accepted') await noteAgent(work, event.callId, agentId)
  }
}
