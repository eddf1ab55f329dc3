import {
  type Contact,
  type IntervalRow,
  type QueueStats,
  type TimelineEntry,
  type Totals,
} from '@iris/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  agentTone,
  type CallCentre,
  colleagueTone,
  openCallCentre,
  until,
} from '../../testing/call-centre.ts'

/** Long enough that whoever hangs up at once has done so on a busy machine as well. */
const shortAbandonMs = 4000

const numberOf = (call: number) => `+1555010110${call}`

let centre: CallCentre
let ada: Awaited<ReturnType<CallCentre['agent']>>
let ben: Awaited<ReturnType<CallCentre['agent']>>
let support: string

/** Six callers, one after the other, each with an end of their own. */
beforeAll(async () => {
  centre = await openCallCentre()
  await isFarFromMidnight()
  support = (await centre.queue('Support')).id
  const serviceLevel = { withinMs: 20_000, targetPercent: 80, shortAbandonMs }
  const settings = { wrapUpMs: 0, ringTimeoutMs: 6000, announceEveryMs: 0, serviceLevel }
  await centre.asAdmin('PATCH', `/v1/queues/${support}`, settings)
  ada = await centre.agent('agent1@demo.test')
  ben = await centre.agent('agent2@demo.test')
  await isAnsweredAndHeld()
  await goesAwayAtOnce()
  await goesAwayLater()
  await isMissedThenAnswered()
  await isTransferred()
  await findsItFull()
  await until('every contact has its outcome', async () => {
    const contacts = await listed()
    return contacts.length === 6 && contacts.every(({ outcome }) => outcome !== null)
  })
}, 90_000)
afterAll(() => centre.close())

/** So that today is today from the first call to the last figure, whenever that is. */
async function isFarFromMidnight(): Promise<void> {
  const behind = new Date().getUTCHours() - 12
  // In these names east and west are the other way round.
  const time_zone = behind === 0 ? 'UTC' : `Etc/GMT${behind > 0 ? '+' : ''}${behind}`
  await centre.ground.database.asSystem((tx) =>
    tx.updateTable('tenants').set({ time_zone }).execute(),
  )
}

async function waits(number: string) {
  const call = await centre.callSupport(await centre.caller(number))
  await until('the caller waits', async () => {
    const [live] = await centre.calls('live')
    return live?.state === 'queued' || live?.state === 'connected'
  })
  return call
}

async function isAnsweredAndHeld(): Promise<void> {
  await ada.choose({ kind: 'available' })
  const call = await centre.callSupport(await centre.caller(numberOf(1)))
  const taken = await ada.accept()
  await call.rtp.hears([agentTone])
  taken.hold()
  await taken.hears('200', 1)
  await until('the hold is noted', async () => (await holdMs(numberOf(1))) !== undefined)
  taken.resume()
  await call.rtp.hears([agentTone])
  call.hangup()
  await taken.hears('BYE')
  await ada.choose({ kind: 'not_ready', reason: 'break' })
}

async function holdMs(number: string): Promise<number | undefined> {
  const contact = (await listed()).find(({ from }) => from.value === number)
  const talk = contact?.legs.find(({ kind }) => kind === 'talk')
  return talk?.kind === 'talk' ? talk.holdMs : undefined
}

async function goesAwayAtOnce(): Promise<void> {
  const call = await waits(numberOf(2))
  call.hangup()
  await gone()
}

async function goesAwayLater(): Promise<void> {
  const call = await waits(numberOf(3))
  await until('they have waited for more than the short time', async () => {
    const [live] = await centre.calls('live')
    return Date.now() - Date.parse(live?.queuedAt ?? '') > shortAbandonMs + 200
  })
  call.hangup()
  await gone()
}

async function isMissedThenAnswered(): Promise<void> {
  await ada.choose({ kind: 'available' })
  const call = await centre.callSupport(await centre.caller(numberOf(4)))
  const missed = await ada.phone.nextCall()
  missed.ring()
  await ada.becomes('not_responding')
  await ben.choose({ kind: 'available' })
  const taken = await ben.accept()
  await call.rtp.hears([agentTone])
  call.hangup()
  await taken.hears('BYE')
  await gone()
  await ben.choose({ kind: 'not_ready', reason: 'lunch' })
}

async function isTransferred(): Promise<void> {
  await ada.choose({ kind: 'available' })
  const call = await centre.callSupport(await centre.caller(numberOf(5)))
  const first = await ada.accept()
  await call.rtp.hears([agentTone])
  await ben.choose({ kind: 'available' })
  const [live] = await centre.calls('live')
  await ada.act(live!.id, { kind: 'transfer', to: { kind: 'agent', agentId: ben.id } })
  await first.hears('BYE')
  const second = await ben.accept(colleagueTone)
  await call.rtp.hears([colleagueTone])
  second.hangup()
  await call.hears('BYE')
  await gone()
}

async function findsItFull(): Promise<void> {
  for (const agent of [ada, ben]) await agent.choose({ kind: 'not_ready', reason: 'break' })
  const ways = {
    full: { kind: 'return' },
    max_wait: { kind: 'return' },
    closed: { kind: 'return' },
  }
  const limits = { maxWaiting: 0, maxWaitMs: null, overflow: { ...ways, no_agents: null } }
  await centre.asAdmin('PATCH', `/v1/queues/${support}`, { limits })
  const call = await centre.callSupport(await centre.caller(numberOf(6)))
  await until('they are sent on', async () => {
    const contact = (await listed()).find(({ from }) => from.value === numberOf(6))
    return contact?.legs[0]?.to !== null && contact?.legs.length === 1
  })
  call.hangup()
  await gone()
  const open = { ...limits, maxWaiting: null }
  await centre.asAdmin('PATCH', `/v1/queues/${support}`, { limits: open })
}

const gone = () => until('no call is left', async () => (await centre.calls('live')).length === 0)

async function listed(): Promise<Contact[]> {
  return (await centre.asAdmin<{ items: Contact[] }>('GET', '/v1/contacts')).items
}

async function contactOf(call: number): Promise<Contact> {
  const found = (await listed()).find(({ from }) => from.value === numberOf(call))
  if (!found) throw new Error('There is no such contact.')
  return found
}

const shape = ({ legs }: Contact) =>
  legs.map((leg) => ('outcome' in leg ? `${leg.kind} ${leg.outcome}` : leg.kind))

describe('a real call', () => {
  it('that an agent answers has the way it went, with the time on hold', async () => {
    const contact = await contactOf(1)
    expect(contact).toMatchObject({
      channel: 'voice',
      direction: 'inbound',
      outcome: 'handled',
      queue: { name: 'Support' },
      agent: { name: 'Ada Morgan' },
    })
    expect(shape(contact)).toEqual(['queue answered', 'offer accepted', 'talk'])
    const record = (await centre.calls('ended')).find(({ id }) => id === contact.id)
    const talk = contact.legs.at(-1)!
    expect(Math.abs(Date.parse(talk.from) - Date.parse(record!.connectedAt!))).toBeLessThan(2000)
    expect(talk.kind === 'talk' && talk.holdMs).toBeGreaterThan(0)
    expect(talk.kind === 'talk' && talk.holdMs).toBeLessThan(
      Date.parse(talk.to!) - Date.parse(talk.from),
    )
  })

  it('that is hung up at once is a short abandon, and later an abandon', async () => {
    expect(await contactOf(2)).toMatchObject({ outcome: 'short_abandoned', agent: null })
    expect(await contactOf(3)).toMatchObject({ outcome: 'abandoned', agent: null })
    expect(shape(await contactOf(3))).toEqual(['queue abandoned'])
  })

  it('that finds its queue full flows out of it', async () => {
    const contact = await contactOf(6)
    expect(contact).toMatchObject({ outcome: 'flowed_out', queue: { name: 'Support' } })
    expect(shape(contact)).toEqual(['queue full'])
  })

  it('that an agent misses keeps its one wait, until another answers', async () => {
    const contact = await contactOf(4)
    expect(shape(contact)).toEqual(['queue answered', 'offer missed', 'offer accepted', 'talk'])
    expect(contact.agent?.name).toBe('Ben Okafor')
  })

  it('that is transferred has a talk with each agent', async () => {
    const contact = await contactOf(5)
    const talks = contact.legs.filter((leg) => leg.kind === 'talk')
    expect(talks).toMatchObject([
      { agentId: ada.id, transferred: true },
      { agentId: ben.id, transferred: false },
    ])
  })
})

describe('the figures of these calls', () => {
  const expected: Partial<Totals> = {
    offered: 6,
    answered: 3,
    answeredInTime: 3,
    abandoned: 1,
    abandonedLate: 0,
    shortAbandoned: 1,
    flowedOut: 1,
    handled: 4,
    transferredOut: 1,
    missed: 1,
    rejected: 0,
  }

  it('are there by queue, of the last minutes, of the interval and of the day', async () => {
    const path = `/v1/queues/${support}/stats`
    for (const window of ['30m', 'today']) {
      const stats = await centre.asAdmin<QueueStats>('GET', `${path}?window=${window}`)
      expect(stats.totals, window).toMatchObject(expected)
      expect(stats.rates).toMatchObject({ serviceLevel: 1, abandonRate: 0.25 })
    }
  })

  it('are there by agent, with their time', async () => {
    const hour = 3_600_000
    const from = new Date(Date.now() - hour).toISOString()
    const to = new Date(Date.now() + hour).toISOString()
    const path = `/v1/intervals?from=${from}&to=${to}&by=agent&every=all`
    const { items } = await centre.asAdmin<{ items: IntervalRow[] }>('GET', path)
    const [ofAda, ofBen] = [ada, ben].map(({ id }) => items.find(({ agentId }) => agentId === id))
    expect(ofAda?.totals).toMatchObject({ answered: 2, missed: 1, transferredOut: 1, handled: 2 })
    expect(ofBen?.totals).toMatchObject({ answered: 1, missed: 0, handled: 2 })
    expect(ofAda?.agentTime?.reasonsMs).toMatchObject({ break: expect.any(Number) })
    expect(ofBen?.agentTime?.reasonsMs['lunch']).toBeGreaterThan(0)
    const timeline = await centre.asAdmin<{ items: TimelineEntry[] }>(
      'GET',
      `/v1/agents/${ada.id}/timeline?from=${from}`,
    )
    const inCallMs = timeline.items
      .filter(({ state }) => state === 'in_call')
      .reduce((sum, { from: began, to: ended }) => sum + Date.parse(ended!) - Date.parse(began), 0)
    expect(ofAda?.agentTime?.inCallMs).toBe(inCallMs)
    expect(ofAda?.rates.occupancy).toBeGreaterThan(0)
  })

  it('of agents are kept by the centre itself once a quarter is over', async () => {
    const keptUntil = async () => {
      const kept = await centre.ground.database.asSystem((tx) =>
        tx.selectFrom('agent_figures_kept').select('until_at').executeTakeFirst(),
      )
      return kept?.until_at.getTime()
    }
    await until('quarters are kept', async () => (await keptUntil()) !== undefined)
    expect(Date.now() - ((await keptUntil()) ?? 0)).toBeLessThan(2 * 900_000)
  })

  it('follow each call', async () => {
    const call = await waits(numberOf(7))
    call.hangup()
    await until('it is counted', async () => {
      const path = `/v1/queues/${support}/stats?window=5m`
      const { totals } = await centre.asAdmin<QueueStats>('GET', path)
      return totals.offered - (expected.offered ?? 0) === 1 && totals.shortAbandoned === 2
    })
  })
})
