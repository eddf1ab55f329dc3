import type {
  Contact,
  IntervalRow,
  Queue,
  QueueStats,
  QueueStatus,
  TimelineEntry,
} from '@iris/contracts'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { CentreProcess } from '../../e2e/fixtures/centre-process.ts'
import type { Figure } from '../figures.ts'
import { signInTo } from '../sign-in.ts'
import { runSipp, type SippOutcome } from '../sipp-load.ts'
import { differences, figuresOfAgent, figuresOfQueue, overtaken } from './recompute.ts'
import { ask, Robot } from './robots.ts'

const robots = 5
const callers = { patient: 45, impatient: 5 }
const number = '+15550109000'
const scenario = (name: string) =>
  fileURLToPath(new URL(`../scenarios/${name}.xml`, import.meta.url))

/**
 * Fifty callers at a time, by sipp, and five robots, for so many minutes, through the whole product; then every figure of the
 * API is recomputed from the contacts.
 */
export async function measureQueueLoad(centre: CentreProcess, minutes: number): Promise<Figure[]> {
  const began = new Date()
  const admin = await signInTo(centre, 'admin@demo.test')
  const queue = await makeQueue(centre, admin)
  const agents: Robot[] = []
  for (let index = 1; index <= robots; index++)
    agents.push(await Robot.open(centre, admin, `robot${index}`))
  const agentIds = agents.map(({ id }) => id)
  await ask(centre, admin, ['PUT', `/v1/queues/${queue.id}/agents`], { agentIds })
  for (const agent of agents) await agent.start()
  const sipp = await call(centre, minutes)
  await Promise.all(agents.map((agent) => agent.stop()))
  const token = await signInTo(centre, 'admin@demo.test')
  await settled(centre, token, queue)
  await Promise.all(agents.map((agent) => agent.close()))
  return judge(centre, token, { queue, agents, sipp, began })
}

/** A queue that a number leads straight into. */
async function makeQueue(centre: CentreProcess, token: string): Promise<Queue> {
  const queue = await ask<Queue>(centre, token, ['POST', '/v1/queues'], {
    name: 'Load',
    wrapUpMs: 1000,
    announceEveryMs: 0,
  })
  const at = { x: 0, y: 0 }
  const settings = { queue: queue.name, priority: 0, maxWaitMs: null }
  const exits = { answered: 'end', timeout: 'end', error: 'end' }
  const document = {
    schema: 2,
    blocks: {
      start: { kind: 'start', at, settings: {}, exits: { next: 'queue' } },
      queue: { kind: 'enqueue', name: 'Queue', at, settings, exits },
      end: { kind: 'end', at, settings: {}, exits: {} },
    },
  }
  const flow = { name: 'Load', document }
  const { id: flowId } = await ask<{ id: string }>(centre, token, ['POST', '/v1/flows'], flow)
  await ask(centre, token, ['POST', `/v1/flows/${flowId}/publish`], {})
  await ask(centre, token, ['POST', '/v1/numbers'], { number, flowId })
  return queue
}

interface Called {
  readonly patient: SippOutcome
  readonly impatient: SippOutcome
}

/** Callers come for so long, each taking the place of one who has gone; those who are there then are served too. */
async function call(centre: CentreProcess, minutes: number): Promise<Called> {
  const enough = AbortSignal.timeout(minutes * 60_000)
  const load = { port: centre.sipPort, calls: 1_000_000, enough }
  const run = (name: keyof typeof callers, rate: number) =>
    runSipp({
      ...load,
      rate,
      atOnce: callers[name],
      scenario: ['-sf', scenario(`${name}-caller`), '-s', number, '-rtp_echo'],
    })
  const [patient, impatient] = await Promise.all([
    run('patient', 10),
    // Once a line stands.
    pause(15_000).then(() => run('impatient', 2)),
  ])
  return { patient, impatient }
}

/** Waits until all that happened has been drawn, and everybody has gone home. */
async function settled(centre: CentreProcess, token: string, queue: Queue): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const contacts = await contactsOf(centre, token, queue)
    const isOver = contacts.every(
      ({ endedAt, legs }) => endedAt !== null && legs.every(({ to }) => to !== null),
    )
    const { agentsSignedIn } = await ask<QueueStatus>(centre, token, [
      'GET',
      `/v1/queues/${queue.id}/status`,
    ])
    if (isOver && agentsSignedIn === 0) return
    await pause(500)
  }
}

async function contactsOf(centre: CentreProcess, token: string, queue: Queue): Promise<Contact[]> {
  const contacts: Contact[] = []
  let cursor: string | undefined
  do {
    const query = new URLSearchParams({
      queueId: queue.id,
      limit: '200',
      ...(cursor && { cursor }),
    })
    const page = await ask<{ items: Contact[]; nextCursor?: string }>(centre, token, [
      'GET',
      `/v1/contacts?${query}`,
    ])
    contacts.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return contacts
}

interface Run {
  readonly queue: Queue
  readonly agents: readonly Robot[]
  readonly sipp: Called
  readonly began: Date
}

async function judge(centre: CentreProcess, token: string, run: Run): Promise<Figure[]> {
  const { queue, agents, sipp } = run
  const contacts = await contactsOf(centre, token, queue)
  const ofQueue = figuresOfQueue(contacts)
  const wrong = [
    ...(await comparedQueue(centre, token, run, ofQueue)),
    ...(await comparedAgents(centre, token, run, contacts)),
  ]
  const late = overtaken(contacts)
  const lost = contacts.filter(({ outcome }) => outcome === 'interrupted').length
  for (const line of [...wrong, ...late].slice(0, 20)) console.log(`  ${line}`)
  const status = await ask<QueueStatus>(centre, token, ['GET', `/v1/queues/${queue.id}/status`])
  const total = (of: (agent: Robot) => number) => agents.reduce((sum, agent) => sum + of(agent), 0)
  const called = sipp.patient.successful + sipp.impatient.successful
  const failed = sipp.patient.failed + sipp.impatient.failed
  const error = status.expectedWaitError
  return [
    { name: 'callers', value: `${called} and ${failed} failed`, target: 'no failure' },
    { name: 'contacts in the records', value: String(contacts.length), target: String(called) },
    {
      name: 'answered',
      value: String(ofQueue['answered']),
      target: `${total(({ accepted }) => accepted)} by robots`,
    },
    {
      name: 'gave up',
      value: `${ofQueue['abandoned']} and ${ofQueue['shortAbandoned']} soon`,
      target: `${sipp.impatient.successful} by sipp`,
    },
    {
      name: 'turned down',
      value: String(ofQueue['rejected']),
      target: `${total(({ declined }) => declined)} by robots`,
    },
    { name: 'lost', value: String(lost), target: '0' },
    { name: 'served out of turn', value: String(late.length), target: '0' },
    { name: 'figures that differ from the records', value: String(wrong.length), target: '0' },
    {
      name: 'speed of answer',
      value: `${Math.round(Number(ofQueue['averageSpeedOfAnswerMs']) / 1000)} s`,
    },
    {
      name: 'expected wait',
      value: error
        ? `${error.meanAbsoluteS} s off, ${Math.round(error.coverage * 100)} % in its range, of ${error.of}`
        : 'unknown',
      target: '88 to 92 %',
    },
  ]
}

async function intervals(
  centre: CentreProcess,
  token: string,
  { began }: Run,
  query: Record<string, string>,
): Promise<IntervalRow[]> {
  const from = new Date(Math.floor(began.getTime() / 900_000) * 900_000).toISOString()
  const to = new Date(Date.now() + 3_600_000).toISOString()
  const path = `/v1/intervals?${new URLSearchParams({ from, to, every: 'all', ...query })}`
  return (await ask<{ items: IntervalRow[] }>(centre, token, ['GET', path])).items
}

/** Intervals of the whole time, and what the queue says of today. */
async function comparedQueue(
  centre: CentreProcess,
  token: string,
  run: Run,
  recomputed: ReturnType<typeof figuresOfQueue>,
): Promise<string[]> {
  const { id } = run.queue
  const rows = await intervals(centre, token, run, { by: 'queue', queueId: id })
  const path = `/v1/queues/${id}/stats?window=today`
  const today = await ask<QueueStats>(centre, token, ['GET', path])
  return [...rows.slice(0, 1), today].flatMap((told, index) =>
    differences(index === 0 ? 'intervals' : 'today', recomputed, {
      ...told.totals,
      ...told.rates,
    }),
  )
}

async function comparedAgents(
  centre: CentreProcess,
  token: string,
  run: Run,
  contacts: readonly Contact[],
): Promise<string[]> {
  const rows = await intervals(centre, token, run, { by: 'agent' })
  const compared = run.agents.map(async ({ id }, index) => {
    const path = `/v1/agents/${id}/timeline?from=${run.began.toISOString()}`
    const { items } = await ask<{ items: TimelineEntry[] }>(centre, token, ['GET', path])
    const row = rows.find(({ agentId }) => agentId === id)
    const { wrapUpMs: wrapUpStateMs, ...time } = row?.agentTime ?? {}
    return differences(`robot ${index + 1}`, figuresOfAgent(contacts, id, items), {
      ...time,
      wrapUpStateMs,
      ...row?.totals,
      occupancy: row?.rates.occupancy,
    })
  })
  return (await Promise.all(compared)).flat()
}
