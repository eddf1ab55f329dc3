import { Calendar, type Disposition, type Queue } from '@iris/contracts'
import { v7 as uuidv7 } from 'uuid'
import { updateProfile } from '../modules/agents/profiles.ts'
import { createHours } from '../modules/hours/service.ts'
import { createQueue, setAgents } from '../modules/queues/service.ts'
import { createSkill } from '../modules/skills/service.ts'
import { createTeam } from '../modules/teams/service.ts'
import type { Work } from '../work.ts'

/**
 * Two queues as a centre would have them: open round the clock, with a promise, a call back for whoever waits a minute, and
 * what agents may say came of a call. Both agents answer both; the second speaks Spanish.
 */
export async function makeDemoQueues(
  work: Work,
  agentIds: readonly [string, string],
): Promise<{ sales: Queue; support: Queue }> {
  const hours = await createHours(work, { name: 'Round the clock', calendar: alwaysOpen() })
  const shared = { hoursIds: [hours.id], announcements, callbacks }
  const sales = await createQueue(work, {
    ...shared,
    name: 'Sales',
    wrapUp: wrapUpWith([
      ['Sold', 'sale'],
      ['Not interested', 'no_sale'],
      ['Call again', 'follow_up'],
    ]),
  })
  const support = await createQueue(work, {
    ...shared,
    name: 'Support',
    serviceLevel: { withinMs: 30_000, targetPercent: 80, shortAbandonMs: 5000 },
    wrapUp: wrapUpWith([
      ['Solved', 'resolved'],
      ['Not solved', 'unresolved'],
      ['Passed on', 'follow_up'],
    ]),
  })
  for (const { id } of [sales, support]) await setAgents(work, id, agentIds)
  await giveSkills(work, agentIds)
  await createTeam(work, { name: 'Day shift', agentIds })
  return { sales, support }
}

const announcements = {
  position: true,
  positionUpTo: 20,
  expectedWait: false,
  expectedWaitFromS: null,
  expectedWaitUpToS: null,
  text: '',
}

const callbacks: Queue['callbacks'] = {
  offer: { key: '9', afterS: 60 },
  attempts: 3,
  retryAfterMs: 300_000,
  first: 'agent',
  callerId: null,
}

function alwaysOpen(): Calendar {
  const everyDay = { days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }
  return Calendar.parse({ timeZone: 'America/New_York', open: [everyDay] })
}

function wrapUpWith(results: readonly [string, Disposition['result']][]): Queue['wrapUp'] {
  const dispositions = results.map(([name, result]) => ({
    id: uuidv7(),
    name,
    result,
    children: [],
  }))
  return { mode: 'mandatory_timed', dispositions, dispositionRequired: false }
}

async function giveSkills(work: Work, [first, second]: readonly [string, string]): Promise<void> {
  const billing = await createSkill(work, 'Billing')
  const spanish = await createSkill(work, 'Spanish')
  await updateProfile(work, first, { skills: [{ skillId: billing.id, level: 4 }] })
  await updateProfile(work, second, {
    skills: [
      { skillId: billing.id, level: 2 },
      { skillId: spanish.id, level: 5 },
    ],
  })
}
