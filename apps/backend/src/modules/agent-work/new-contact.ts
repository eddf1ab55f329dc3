import type { Contact, NewContact } from '@iris/contracts'
import { v7 as uuidv7 } from 'uuid'
import { invalidField } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { findAgent } from '../agents/repository.ts'
import { countryOf } from '../identity/tenant.ts'
import { displayNumber } from '../numbers/display.ts'
import { enterLine } from '../queues/line.ts'
import { getQueue } from '../queues/service.ts'
import type { QueueSettings } from '../queues/settings.ts'
import { listSkills } from '../skills/repository.ts'

/** Puts a chat, a text message or a mail into a queue. It comes to agents as calls do, by the same order. */
export async function createContact(work: Work, input: NewContact): Promise<Contact> {
  const queue = await checked(work, input)
  const [id, at] = [uuidv7(), new Date()]
  const { channel, from, subject, agentId = null } = input
  await work.publish('contact.created', {
    contactId: id,
    channel,
    direction: 'inbound',
    from,
    subject,
    numberId: null,
  })
  await enterLine(
    work,
    {
      contact_id: id,
      queue_id: queue.id,
      channel,
      priority: input.priority ?? queue.routing.priority,
      // What was asked for stays, however long it waits.
      ...(input.needs && { needs: JSON.stringify(input.needs), relax: '[]' }),
      only_agent_id: agentId,
      waiting_since: at,
      from_value: from,
      subject,
    },
    { again: false, numberId: null },
  )
  return present(work, { id, at: at.toISOString(), input, queue })
}

async function checked(work: Work, input: NewContact): Promise<QueueSettings> {
  const queue = await getQueue(work, input.queueId)
  if (!queue) throw invalidField('/queueId', 'There is no such queue.')
  if (!queue.routing.channels.includes(input.channel)) {
    throw invalidField('/channel', `The queue “${queue.name}” takes no contacts of this kind.`)
  }
  if (input.agentId !== undefined && !(await findAgent(work.tx, input.agentId))) {
    throw invalidField('/agentId', 'There is no such agent.')
  }
  const skills = new Set((await listSkills(work.tx)).map(({ id }) => id))
  if (input.needs?.some(({ skillId }) => !skills.has(skillId))) {
    throw invalidField('/needs', 'One of these is no skill of this centre.')
  }
  return queue
}

interface Created {
  readonly id: string
  readonly at: string
  readonly input: NewContact
  readonly queue: QueueSettings
}

async function present(work: Work, { id, at, input, queue }: Created): Promise<Contact> {
  const { withinMs, shortAbandonMs } = queue.serviceLevel
  return {
    id,
    channel: input.channel,
    direction: 'inbound',
    from: displayNumber(input.from, await countryOf(work.tx, work.tenantId)),
    numberId: null,
    subject: input.subject,
    startedAt: at,
    endedAt: null,
    outcome: null,
    queue: { id: queue.id, name: queue.name },
    agent: null,
    disposition: null,
    legs: [
      {
        kind: 'queue',
        from: at,
        to: null,
        queueId: queue.id,
        queueName: queue.name,
        outcome: null,
        callbackId: null,
        waitingSince: at,
        again: false,
        withinMs,
        shortAbandonMs,
      },
    ],
  }
}
