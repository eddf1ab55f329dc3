import type {
  ChosenDisposition,
  Disposition,
  DispositionChoice,
  QueueWrapUp,
} from '@iris/contracts'
import { found, invalidField, Refusal } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { findCall } from '../calls/repository.ts'
import { findQueue } from '../queues/repository.ts'
import { settingsOf } from '../queues/settings.ts'
import * as repository from './disposition-repository.ts'
import { type AgentRow, findAgentForUpdate } from './repository.ts'

/** Says what came of a contact in hand. The last word counts, until its after-call work is over. */
export async function chooseDisposition(
  work: Work,
  part: repository.PartOf,
  choice: DispositionChoice,
): Promise<DispositionChoice> {
  const agent = found(await findAgentForUpdate(work.tx, part.agentId), 'agent')
  const queueId = await queueInHand(work, agent, part.contactId)
  if (queueId === undefined) {
    throw new Refusal('conflict', { detail: 'You do not have this contact in hand.' })
  }
  await keepChoice(work, part, { queueId, choice })
  return choice
}

/** Keeps what was chosen, where the queue has it. */
export async function keepChoice(
  work: Work,
  part: repository.PartOf,
  { queueId, choice }: { readonly queueId: string | null; readonly choice: DispositionChoice },
): Promise<void> {
  const rules = queueId === null ? undefined : await wrapUpRules(work, queueId)
  const chosen = rules && chosenFrom(rules.dispositions, choice)
  if (queueId === null || !chosen) {
    throw invalidField('/dispositionId', 'This cannot be chosen for contacts of this queue.')
  }
  await repository.saveDisposition(work.tx, part, { tenantId: work.tenantId, queueId, chosen })
}

/** Refuses to end after-call work of which its queue wants to know what came of it, while nothing was said. */
export async function requireDisposition(
  work: Work,
  part: repository.PartOf,
  queueId: string | null,
): Promise<void> {
  if (!(await lacksDisposition(work, part, queueId))) return
  throw new Refusal('conflict', { detail: sayFirst })
}

/** What agents are told who would go on without a disposition that is required. */
export const sayFirst = 'Say first what came of this contact.'

/** Whether a contact's queue wants to know what came of it, and nothing was said. */
export async function lacksDisposition(
  work: Work,
  part: repository.PartOf,
  queueId: string | null,
): Promise<boolean> {
  const rules = queueId === null ? undefined : await wrapUpRules(work, queueId)
  if (!rules?.dispositionRequired || rules.dispositions.length === 0) return false
  return !(await repository.findDisposition(work.tx, part))
}

/** How after-call work goes in a queue; `undefined` where the queue is gone. */
export async function wrapUpRules(work: Work, queueId: string): Promise<QueueWrapUp | undefined> {
  const queue = await findQueue(work.tx, queueId)
  return queue && settingsOf(queue).wrapUp
}

/** What was chosen so far, as ids; `null` where nothing was. */
export async function choiceSoFar(
  work: Work,
  part: repository.PartOf,
): Promise<DispositionChoice | null> {
  const chosen = await repository.findDisposition(work.tx, part)
  return chosen ? { dispositionId: chosen.id, note: chosen.note } : null
}

/**
 * The queue of a contact that the agent talks in, works on, or has after-call work of: `null` where it came from none,
 * `undefined` where the agent does not have it.
 */
async function queueInHand(
  { tx }: Work,
  { id, state, work }: AgentRow,
  contactId: string,
): Promise<string | null | undefined> {
  const written = work.find((one) => one.contactId === contactId && one.phase !== 'offered')
  if (written) return written.queueId
  if (state.kind === 'wrap_up') return state.callId === contactId ? state.queueId : undefined
  if (state.kind !== 'in_call' || state.callId !== contactId) return undefined
  const call = await findCall(tx, contactId)
  // Of colleagues who are asked and supervisors who listen nobody wants to know.
  return call?.agent_id === id ? call.queue_id : undefined
}

/** With the names that it has now; nothing for what has others below it. */
function chosenFrom(
  tree: readonly Disposition[],
  { dispositionId, note }: DispositionChoice,
): ChosenDisposition | undefined {
  for (const { children, ...one } of tree) {
    if (one.id === dispositionId && children.length === 0) return chosen([one])
    const child = children.find(({ id }) => id === dispositionId)
    if (child) return chosen([one, child])
  }
  return undefined

  function chosen(way: readonly Omit<Disposition, 'children'>[]) {
    const leaf = way.at(-1)
    return leaf && { id: leaf.id, path: way.map(({ name }) => name), result: leaf.result, note }
  }
}
