import type {
  Callback,
  EventOf,
  FlowBlock,
  Prompt,
  Queue,
  Voicemail,
  WaitingContact,
} from '@iris/contracts'
import { block } from '@iris/flow/testing'
import { tone, wavFile } from '@iris/telephony/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { agentTone, callerTone, until } from '../../../../testing/call-centre.ts'
import { type FlowCalls, openFlowCalls, shown, speaks } from '../../../../testing/flow-calls.ts'

/** In Hz: of what is played to those whom a queue gives back. */
const backTone = 2100
const left: EventOf<'contact.left_queue'>[] = []
let calls: FlowCalls
let ada: Awaited<ReturnType<FlowCalls['centre']['agent']>>
let queues = 0

beforeAll(async () => {
  calls = await openFlowCalls()
  const { centre } = calls
  const { id } = await centre.asAdmin<Prompt>('POST', '/v1/prompts', { name: 'Back' })
  await centre.upload(`/v1/prompts/${id}/audio`, wavFile(tone(backTone, 500), 'pcm16'))
  centre.ground.bus.watch((event) => {
    if (event.type === 'contact.left_queue') left.push(event)
  })
  ada = await centre.agent('agent1@demo.test')
})
afterAll(() => calls.close())
afterEach(() => calls.quiet())

async function queue(settings: object = {}): Promise<Queue> {
  queues += 1
  const name = `Queue ${queues}`
  return calls.centre.asAdmin('POST', '/v1/queues', { name, announceEveryMs: 0, ...settings })
}

const ends = { next: 'end', error: 'end' }
const played = block('play', { prompt: 'Back', loop: 2 }, ends)

/** A flow that puts callers into the queue, with a way for each cause. */
function into({ name }: Queue, settings: FlowBlock['settings'] = {}) {
  const ways = { full: 'full', closed: 'closed', no_agents: 'nobody' }
  return {
    first: block(
      'enqueue',
      { queue: name, ...settings },
      { answered: null, timeout: 'late', error: 'end', ...ways },
    ),
    full: played,
    closed: played,
    nobody: played,
    late: played,
  }
}

const number = async (of: Queue, settings?: FlowBlock['settings']) =>
  calls.answering(into(of, settings))

async function waiting({ id }: Queue): Promise<WaitingContact[]> {
  return (
    await calls.centre.asAdmin<{ items: WaitingContact[] }>('GET', `/v1/queues/${id}/waiting`)
  ).items
}
const someoneWaits = (of: Queue, how = 1) =>
  until('somebody waits', async () => (await waiting(of)).length === how)

const outcomes = ({ id }: Queue) =>
  left.filter(({ payload }) => payload.queueId === id).map(({ payload }) => payload.outcome)

/** The way that the last call's first flow took. */
const way = async () => (await calls.ended()).traces.map(shown)[0]

describe('a queue that is full', () => {
  it('gives whoever comes back to the flow, and keeps those who wait', async () => {
    const full = await queue({ limits: { maxWaiting: 1 } })
    const dialled = await number(full)
    const first = await calls.called(dialled)
    await someoneWaits(full)
    const second = await calls.called(dialled)
    await second.rtp.hears([backTone])
    await second.hears('BYE')
    expect(await waiting(full)).toHaveLength(1)
    expect(outcomes(full)).toEqual(['full'])
    first.hangup()
    await calls.quiet()
    const records = await calls.centre.calls('ended')
    const ways = records.slice(0, 2).map(({ path }) => path[0]?.outcome)
    expect(ways.toSorted()).toEqual(['caller_hung_up', 'full'])
  })

  it('sends them to another queue, where they wait since they came', async () => {
    const other = await queue()
    const to = { kind: 'queue', queueId: other.id }
    const full = await queue({ limits: { maxWaiting: 0, overflow: { full: to } } })
    const call = await calls.called(await number(full))
    await someoneWaits(other)
    const [contact] = await waiting(other)
    const { path } = await calls.centre.asAdmin<{ path: { name: string; enteredAt: string }[] }>(
      'GET',
      `/v1/calls/${contact?.contactId}`,
    )
    expect(path.map(({ name }) => name)).toEqual([full.name, other.name])
    const sinceMs = Date.parse(contact?.waitingSince ?? '') - Date.parse(path[0]?.enteredAt ?? '')
    expect(Math.abs(sinceMs)).toBeLessThan(1000)
    expect(outcomes(full)).toEqual(['full'])
    call.hangup()
  })

  it('still takes callers for agents who are free', async () => {
    const full = await queue({ limits: { maxWaiting: 0 }, wrapUpMs: 0 })
    await calls.centre.asAdmin('PUT', `/v1/queues/${full.id}/agents`, { agentIds: [ada.id] })
    await ada.choose({ kind: 'available' })
    const call = await calls.called(await number(full))
    await ada.accept()
    await call.rtp.hears([agentTone])
    call.hangup()
    await calls.quiet()
    await ada.choose({ kind: 'offline' })
    expect(outcomes(full)).toEqual(['answered'])
  })
})

describe('a wait that is too long for the queue', () => {
  it('ends with what is to be said, and the call with it', async () => {
    const overflow = { max_wait: { kind: 'hangup', sayText: 'Please write to us instead.' } }
    const short = await queue({ limits: { maxWaitMs: 4000, overflow } })
    const call = await calls.called(await number(short))
    await someoneWaits(short)
    await until('the wait is over', async () => outcomes(short).length === 1)
    await speaks(call)
    await call.hears('BYE')
    expect(outcomes(short)).toEqual(['max_wait'])
  })

  it('goes the way of the flow where that has less patience', async () => {
    const overflow = { max_wait: { kind: 'hangup' } }
    const long = await queue({ limits: { maxWaitMs: 60_000, overflow } })
    const call = await calls.called(await number(long, { maxWaitMs: 1000 }))
    await call.hears('BYE')
    expect(await way()).toEqual(['start next', 'first timeout', 'late next', 'end null'])
    expect(outcomes(long)).toEqual(['max_wait'])
  })
})

describe('a queue without agents', () => {
  it('takes nobody, where that is said', async () => {
    const empty = await queue({ limits: { overflow: { no_agents: { kind: 'return' } } } })
    const call = await calls.called(await number(empty))
    await call.hears('BYE')
    expect(await way()).toEqual(['start next', 'first no_agents', 'nobody next', 'end null'])
    expect(outcomes(empty)).toEqual(['no_agents'])
  })

  it('lets those who wait leave a message once the last agent signs out', async () => {
    const box = { name: 'Evening', greeting: 'Hello.', maxMs: 5000, silenceEndMs: 1000 }
    const { id: boxId } = await calls.centre.asAdmin<{ id: string }>(
      'POST',
      '/v1/voicemail-boxes',
      box,
    )
    const overflow = { no_agents: { kind: 'voicemail', boxId } }
    const evening = await queue({ limits: { overflow } })
    await calls.centre.asAdmin('PUT', `/v1/queues/${evening.id}/agents`, { agentIds: [ada.id] })
    await ada.choose({ kind: 'not_ready', reason: 'break' })
    const call = await calls.called(await number(evening))
    await someoneWaits(evening)
    await ada.choose({ kind: 'offline' })
    // The beep.
    await call.rtp.hears([1400])
    call.rtp.say(callerTone)
    await call.rtp.receives(100)
    call.rtp.press('#')
    await call.hears('BYE')
    expect(outcomes(evening)).toEqual(['no_agents'])
    await until('the message is there', async () => {
      const at = `/v1/voicemails?boxId=${boxId}`
      const { items } = await calls.centre.asAdmin<{ items: Voicemail[] }>('GET', at)
      return items.length === 1
    })
  })
})

describe('a queue that is closed by hand', () => {
  it('says why, and sends those who wait and those who come to another flow', async () => {
    const flow = await calls.flow('Closed today', { first: played })
    const overflow = { closed: { kind: 'flow', flowId: flow.id } }
    const fire = await queue({ limits: { overflow } })
    const dialled = await number(fire)
    const first = await calls.called(dialled)
    await someoneWaits(fire)
    const emergency = `/v1/queues/${fire.id}/emergency`
    await calls.centre.asAdmin('POST', emergency, { message: 'There is a fire in the building.' })
    await Promise.all([speaks(first), first.rtp.hears([backTone]), first.hears('BYE')])
    const second = await calls.called(dialled)
    await Promise.all([speaks(second), second.rtp.hears([backTone]), second.hears('BYE')])
    const { traces } = await calls.ended()
    expect(traces.map(shown).at(-1)).toEqual(['start next', 'first next', 'end null'])
    expect(outcomes(fire)).toEqual(['closed', 'closed'])
    await calls.centre.asAdmin('DELETE', emergency)
    const third = await calls.called(dialled)
    await someoneWaits(fire)
    third.hangup()
  })
})

describe('a queue that closes by the clock', () => {
  it('takes nobody new', async () => {
    const calendar = { open: [] }
    const never = await calls.centre.asAdmin<{ id: string }>('POST', '/v1/hours', {
      name: 'Never',
      calendar,
    })
    const closed = await queue({ hoursIds: [never.id] })
    const call = await calls.called(await number(closed))
    await call.hears('BYE')
    expect(await way()).toEqual(['start next', 'first closed', 'closed next', 'end null'])
  })
})

describe('somebody who is to be called back in place of waiting', () => {
  const open = async () =>
    (await calls.centre.asAdmin<{ items: Callback[] }>('GET', '/v1/callbacks')).items

  async function calledBack(from: Queue): Promise<Callback | undefined> {
    const found = (await open()).find((one) => one.queue.id === from.id)
    if (found) await calls.centre.asAdmin('DELETE', `/v1/callbacks/${found.id}`)
    return found
  }

  it('is so by the queue, with the place they had, and is told', async () => {
    const overflow = { max_wait: { kind: 'callback' } }
    const busy = await queue({
      limits: { maxWaitMs: 4000, overflow },
      callbacks: { attempts: 2, first: 'customer' },
    })
    const call = await calls.called(await number(busy))
    await someoneWaits(busy)
    const [contact] = await waiting(busy)
    await speaks(call)
    await call.hears('BYE')
    expect(outcomes(busy)[0]).toBe('max_wait')
    expect(await calledBack(busy)).toMatchObject({
      waitingSince: contact?.waitingSince,
      maxAttempts: 2,
      fromCallId: contact?.contactId,
    })
  })

  it('is so by the key that the queue offers, whatever the flow says', async () => {
    const offering = await queue({ callbacks: { offer: { key: '5', afterS: 0 } } })
    const call = await calls.called(await number(offering))
    await someoneWaits(offering)
    await speaks(call)
    call.rtp.press('5')
    await call.hears('BYE')
    expect(outcomes(offering)[0]).toBe('callback')
    expect(await calledBack(offering)).toMatchObject({ number: { value: '+15550100199' } })
  })
})

describe('a caller whom a supervisor removes', () => {
  it('goes as whoever waits too long', async () => {
    const patient = await queue()
    const call = await calls.called(await number(patient))
    await someoneWaits(patient)
    const [contact] = await waiting(patient)
    const place = `/v1/queues/${patient.id}/waiting/${contact?.contactId}`
    await calls.centre.asAdmin('DELETE', place)
    await call.hears('BYE')
    expect(await way()).toEqual(['start next', 'first timeout', 'late next', 'end null'])
    expect(outcomes(patient)).toEqual(['removed'])
  })
})

describe('a queue that is deleted with callers inside', () => {
  it('gives them back as if it had closed, and frees nobody twice', async () => {
    const doomed = await queue()
    const call = await calls.called(await number(doomed))
    await someoneWaits(doomed)
    const path = `/v1/queues/${doomed.id}`
    await expect(calls.centre.asAdmin('DELETE', path)).rejects.toThrow('leads to this queue')
    await calls.centre.asAdmin('PATCH', path, { name: 'Doomed' })
    await expect(calls.centre.asAdmin('DELETE', path)).rejects.toThrow('Somebody waits')
    await calls.centre.asAdmin('DELETE', `${path}?force=true`)
    await call.hears('BYE')
    expect(await way()).toEqual(['start next', 'first closed', 'closed next', 'end null'])
    expect(outcomes(doomed)).toEqual(['queue_deleted'])
  })
})

describe('a caller who is transferred into a queue that is full', () => {
  it('goes on as whoever put them into the first one says', async () => {
    const full = await queue({ limits: { maxWaiting: 0 } })
    const desk = await queue({ wrapUpMs: 0 })
    await calls.centre.asAdmin('PUT', `/v1/queues/${desk.id}/agents`, { agentIds: [ada.id] })
    await ada.choose({ kind: 'available' })
    const call = await calls.called(await number(desk))
    await ada.accept()
    await call.rtp.hears([agentTone])
    await ada.becomes('in_call')
    const [live] = await calls.centre.calls('live')
    await ada.act(live?.id ?? '', { kind: 'transfer', to: { kind: 'queue', queueId: full.id } })
    await call.rtp.hears([backTone])
    await call.hears('BYE')
    expect(outcomes(full)).toEqual(['full'])
    expect(await way()).toEqual(['start next', 'first full', 'full next', 'end null'])
    await ada.choose({ kind: 'offline' })
  })
})
