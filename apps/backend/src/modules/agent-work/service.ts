import type { DispositionChoice } from '@iris/contracts'
import { Refusal } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { tellWrappedUp } from '../agents/after-call.ts'
import { keepChoice, requireDisposition } from '../agents/dispositions.ts'
import { findAgentForUpdate } from '../agents/repository.ts'
import { enterLine, leaveLine } from '../queues/line.ts'
import { getQueue } from '../queues/service.ts'
import { afterCallMs } from '../queues/settings.ts'
import { endOffer, lockOffered } from '../routing/offers.ts'
import * as repository from './repository.ts'

type PartOf = repository.PartOf

/** Contacts that came back go before others: they have waited before. */
const returnedBand = 1

/**
 * An agent takes what is offered to them: from then on it is theirs alone. Taking it twice is well; an offer that was taken
 * back in the meantime is refused. Place in line, then agent: the order in which rows are locked everywhere.
 */
export async function accept(work: Work, part: PartOf): Promise<void> {
  const entry = await offeredTo(work, part)
  if (entry) await leaveLine(work, part.contactId, 'answered', part.agentId)
  await findAgentForUpdate(work.tx, part.agentId)
  const mine = await repository.findWork(work.tx, part)
  if (mine && mine.phase !== 'offered') return
  if (!entry || !mine) throw new Refusal('conflict', { detail: 'This offer is over.' })
  await repository.activate(work.tx, part, {
    waitingSince: entry.waiting_since.toISOString(),
    priority: entry.priority,
    needs: entry.needs,
    relax: entry.relax,
    onlyAgentId: entry.only_agent_id,
  })
  await work.publish('contact.accepted', {
    contactId: part.contactId,
    channel: entry.channel,
    queueId: entry.queue_id,
    agentId: part.agentId,
    waitMs: Math.max(0, Date.now() - entry.waiting_since.getTime()),
  })
}

/** An agent turns it down; it keeps its place. An offer that is over needs no answer. */
export async function reject(work: Work, part: PartOf, reason: string): Promise<void> {
  const entry = await offeredTo(work, part)
  if (entry) {
    await endOffer(work, part, { outcome: 'rejected', ...(reason !== '' && { reason }) })
    return
  }
  const mine = await repository.findWork(work.tx, part)
  if (mine) throw new Refusal('conflict', { detail: 'You have taken this contact: end it.' })
}

/** An agent is done with a contact: after-call work begins, or is over if it had begun. */
export async function end(
  work: Work,
  part: PartOf,
  choice: DispositionChoice | undefined,
): Promise<void> {
  await findAgentForUpdate(work.tx, part.agentId)
  const mine = await repository.findWork(work.tx, part)
  if (!mine || mine.phase === 'offered') {
    throw new Refusal('conflict', { detail: 'You do not have this contact in hand.' })
  }
  const { queue_id: queueId } = mine
  if (choice) await keepChoice(work, part, { queueId, choice })
  if (mine.phase === 'wrap_up') {
    await requireDisposition(work, part, queueId)
    return forget(work, mine)
  }
  const queue = await getQueue(work, queueId)
  await tellEnded(work, mine)
  const lastsMs = queue ? afterCallMs(queue) : 0
  if (lastsMs === 0) return forget(work, mine)
  await repository.beginWrapUp(work.tx, part, lastsMs)
}

/** An agent takes the time for after-call work once more, as after a call. */
export async function extendWrapUp(work: Work, part: PartOf): Promise<void> {
  await findAgentForUpdate(work.tx, part.agentId)
  const mine = await repository.findWork(work.tx, part)
  if (mine?.phase !== 'wrap_up') throw refusedToExtend('There is no after-call work to extend.')
  const { since, ends_at: endsAt } = mine
  if (endsAt === null) throw refusedToExtend('After-call work lasts until you end it.')
  if (mine.extended) throw refusedToExtend('After-call work can be extended once only.')
  const later = new Date(endsAt.getTime() + (endsAt.getTime() - since.getTime()))
  await repository.extendWrapUp(work.tx, part, later)
  await work.publish('contact.wrap_up_extended', {
    ...part,
    channel: mine.channel,
    queueId: mine.queue_id,
    endsAt: later.toISOString(),
  })
}

const refusedToExtend = (detail: string) => new Refusal('conflict', { detail })

/** A contact is over for its agent, whatever it was to them: what was offered goes back to its place. The agent is locked. */
export async function finish(work: Work, mine: repository.WorkRow): Promise<void> {
  if (mine.phase === 'active') await tellEnded(work, mine)
  await forget(work, mine)
}

/** A contact whose agent is gone goes back to the place it had. The agent is locked. */
export async function giveBack(work: Work, mine: repository.WorkRow): Promise<void> {
  await forget(work, mine)
  const { place, contact_id, queue_id, channel } = mine
  const isBack =
    place &&
    (await enterLine(
      work,
      {
        contact_id,
        queue_id,
        channel,
        band: returnedBand,
        priority: place.priority,
        needs: JSON.stringify(place.needs),
        relax: place.relax && JSON.stringify(place.relax),
        only_agent_id: place.onlyAgentId,
        waiting_since: new Date(place.waitingSince),
        from_value: mine.from_value,
        subject: mine.subject,
      },
      { again: true, numberId: null },
    ))
  if (!isBack) await tellEnded(work, mine, 'interrupted')
}

/** The contact's place, where it is offered to the agent. */
async function offeredTo(work: Work, part: PartOf) {
  const entry = await lockOffered(work, part)
  if (entry?.channel !== 'voice') return entry
  throw new Refusal('conflict', { detail: 'Calls are taken and turned down by phone.' })
}

/** It is not the agent's any more; what they said of it is told. */
async function forget(work: Work, mine: repository.WorkRow): Promise<void> {
  const part = { agentId: mine.agent_id, contactId: mine.contact_id }
  await repository.deleteWork(work.tx, part)
  const wrapUp = { queueId: mine.queue_id, sinceMs: mine.since.getTime() }
  await tellWrappedUp(work, {
    ...part,
    channel: mine.channel,
    wrapUp: mine.phase === 'wrap_up' ? wrapUp : undefined,
  })
}

async function tellEnded(
  work: Work,
  mine: repository.WorkRow,
  outcome: 'handled' | 'interrupted' = 'handled',
): Promise<void> {
  await work.publish('contact.ended', {
    contactId: mine.contact_id,
    channel: mine.channel,
    queueId: mine.queue_id,
    agentId: mine.agent_id,
    outcome,
  })
}
