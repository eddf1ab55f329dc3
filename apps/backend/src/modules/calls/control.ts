import { type CallAction, type CallOrder, mayDo, type TalkTarget } from '@iris/contracts'
import type { Principal } from '../../http/context.ts'
import { found, invalidField, Refusal } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { getAgent, moveAgent, type PhoneReady } from '../agents/service.ts'
import { countryOf } from '../identity/tenant.ts'
import { displayNumber, readNumber } from '../numbers/display.ts'
import { getQueue } from '../queues/service.ts'
import { afterCallMs } from '../queues/settings.ts'
import { objectionTo } from './control-rules.ts'
import { requireWayOut } from './place.ts'
import * as repository from './repository.ts'

/** How long a colleague is rung where the call's queue does not say. */
const usualRingMs = 20_000

interface Request {
  readonly callId: string
  readonly action: CallAction
}

/**
 * Orders something done with a running call: looks whether it may be, reserves whoever is to be rung, and tells the call by
 * an event. What came of it is told by events, too.
 */
export async function controlCall(
  work: Work,
  principal: Principal,
  { callId, action }: Request,
  phoneReady: PhoneReady,
): Promise<void> {
  const call = found(await repository.findCall(work.tx, callId), 'call')
  const objection = objectionTo(
    action,
    { ...call, agentId: call.agent_id },
    {
      userId: principal.userId,
      mayControl: mayDo(principal.roles, 'calls:control'),
      mayTalk: mayDo(principal.roles, 'phone:use'),
      mayMonitor: mayDo(principal.roles, 'calls:monitor'),
      mayPlace: mayDo(principal.roles, 'calls:place'),
      mayProgram: mayDo(principal.roles, 'calls:program'),
    },
  )
  if (objection) throw new Refusal(objection.code, { detail: objection.detail })
  const order = await orderFor(work, principal, { call, action }, phoneReady)
  if (isOthers(call, principal, action)) await note(work, callId, action)
  await work.publish('call.ordered', { callId, order })
}

async function orderFor(
  work: Work,
  principal: Principal,
  { call, action }: { readonly call: repository.NamedCallRow; readonly action: CallAction },
  phoneReady: PhoneReady,
): Promise<CallOrder> {
  const ringTimeoutMs = await ringTimeoutOf(work, call.queue_id)
  switch (action.kind) {
    case 'transfer': {
      if (action.to.kind !== 'queue') {
        const to = await targetFor(work, call, action.to, phoneReady)
        return { kind: 'transfer', to, ringTimeoutMs }
      }
      const settings = await queueNamed(work, action.to.queueId)
      const { id, name, announceEveryMs, record, music } = settings
      const wrapUpMs = afterCallMs(settings)
      const queue = { id, name, wrapUpMs, announceEveryMs, record, music }
      return { kind: 'transfer', to: { kind: 'queue', queue }, ringTimeoutMs }
    }
    case 'consult':
    case 'dial': {
      const to = await targetFor(work, call, action.to, phoneReady)
      return { kind: action.kind, to, ringTimeoutMs }
    }
    case 'record':
    case 'pause_recording':
    case 'resume_recording':
    case 'stop_recording': {
      if (!work.actor) throw new Error('A request has an actor.')
      return { ...action, by: work.actor }
    }
    case 'supervise': {
      const supervisor = { id: principal.userId, name: principal.name }
      if (!call.supervision) await occupy(work, call.id, principal.userId, phoneReady)
      return { ...action, supervisor }
    }
    case 'pick_up':
      await occupy(work, call.id, principal.userId, phoneReady)
      return { kind: 'pick_up', agent: { id: principal.userId, name: principal.name } }
    case 'hangup':
      return { ...action, as: call.agent_id === principal.userId ? 'agent' : 'supervisor' }
    default:
      return action
  }
}

async function ringTimeoutOf(work: Work, queueId: string | null): Promise<number> {
  const queue = queueId === null ? undefined : await getQueue(work, queueId)
  return queue?.ringTimeoutMs ?? usualRingMs
}

async function queueNamed(work: Work, id: string) {
  const queue = await getQueue(work, id)
  if (!queue) throw invalidField('/to/queueId', 'There is no such queue.')
  return queue
}

/** A colleague, who is reserved, or a number outside, which there must be a way to. */
async function targetFor(
  work: Work,
  call: repository.NamedCallRow,
  to: Extract<CallAction, { kind: 'consult' }>['to'],
  phoneReady: PhoneReady,
): Promise<TalkTarget> {
  if (to.kind === 'agent') {
    return { kind: 'agent', agent: await reserve(work, call, to.agentId, phoneReady) }
  }
  const country = await countryOf(work.tx, work.tenantId)
  const number = readNumber(to.number, country)
  if (number === undefined) throw invalidField('/to/number', 'This is no telephone number.')
  await requireWayOut(work, undefined)
  return { kind: 'number', number: displayNumber(number, country) }
}

/** Reserves a colleague for the call, so that nothing else is offered to them. */
async function reserve(
  work: Work,
  call: repository.NamedCallRow,
  agentId: string,
  phoneReady: PhoneReady,
): Promise<{ id: string; name: string }> {
  if (agentId === call.agent_id) {
    throw invalidField('/to/agentId', 'This agent has the call already.')
  }
  const { id, name } = await getAgent(work, agentId)
  const moved = phoneReady(agentId)
    ? await moveAgent(work, agentId, { kind: 'offered', callId: call.id })
    : { kind: 'refused' }
  if (moved.kind !== 'moved') {
    throw new Refusal('conflict', { detail: `${name} is not available now.` })
  }
  return { id, name }
}

/** Keeps offers away from somebody who goes into a call of their own accord. */
async function occupy(
  work: Work,
  callId: string,
  userId: string,
  phoneReady: PhoneReady,
): Promise<void> {
  if (!phoneReady(userId)) {
    throw new Refusal('conflict', { detail: 'Your phone is not connected, so it cannot be rung.' })
  }
  const moved = await moveAgent(work, userId, { kind: 'call_joined', callId })
  if (moved.kind === 'refused') throw new Refusal('conflict', { detail: moved.message })
}

/** Picking a parked caller up is what anybody may do with them. */
function isOthers(call: repository.NamedCallRow, by: Principal, action: CallAction): boolean {
  return call.agent_id !== by.userId && action.kind !== 'pick_up'
}

/** What is done with somebody else's call is noted. */
async function note(work: Work, callId: string, action: CallAction): Promise<void> {
  const { kind, ...detail } = action
  // What is said to callers is nobody else's business.
  const said = kind === 'say' || kind === 'gather' || kind === 'send_digits'
  await work.audit(`call.${kind}`, callId, said ? {} : detail)
}
