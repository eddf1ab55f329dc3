import type { FlowBlock, Prompt, Queue, RoutingDecision, Skill } from '@iris/contracts'
import { block } from '@iris/flow/testing'
import { type PhoneCall, tone, wavFile } from '@iris/telephony/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { agentTone, until } from '../../../../testing/call-centre.ts'
import { type FlowCalls, openFlowCalls, shown, speaks } from '../../../../testing/flow-calls.ts'

type Agent = Awaited<ReturnType<FlowCalls['centre']['agent']>>

/** In Hz: of what is played to those who leave by an error that says what is expected. */
const rightReasonTone = 2100
let calls: FlowCalls
let catalan: Skill
/** Has Catalan at 4. */
let ada: Agent
let ben: Agent

beforeAll(async () => {
  calls = await openFlowCalls()
  const { centre } = calls
  const { id } = await centre.asAdmin<Prompt>('POST', '/v1/prompts', { name: 'Right' })
  await centre.upload(`/v1/prompts/${id}/audio`, wavFile(tone(rightReasonTone, 500), 'pcm16'))
  ada = await centre.agent('agent1@demo.test')
  ben = await centre.agent('agent2@demo.test')
  await queue('Desk')
  catalan = await centre.asAdmin<Skill>('POST', '/v1/skills', { name: 'Catalan' })
  const skills = [{ skillId: catalan.id, level: 4 }]
  await centre.asAdmin('PATCH', `/v1/agents/${ada.id}/profile`, { skills })
})
afterAll(() => calls.close())
afterEach(async () => {
  await calls.quiet()
  for (const agent of [ada, ben]) await agent.choose({ kind: 'not_ready', reason: 'break' })
})

async function queue(name: string, settings: object = {}): Promise<Queue> {
  const made = await calls.centre.asAdmin<Queue>('POST', '/v1/queues', {
    name,
    wrapUpMs: 0,
    announceEveryMs: 0,
    ...settings,
  })
  await calls.centre.asAdmin('PUT', `/v1/queues/${made.id}/agents`, {
    agentIds: [ada.id, ben.id],
  })
  return made
}

const available = (agent: Agent) => agent.choose({ kind: 'available' })
const into = (settings: FlowBlock['settings'], more: Record<string, FlowBlock> = {}) =>
  calls.answering({
    first: block(
      'enqueue',
      { queue: 'Desk', ...settings },
      { answered: null, timeout: 'end', error: more['why'] ? 'why' : 'end' },
    ),
    ...more,
  })

/** Calls as somebody of that name. */
async function calledAs(name: string, number: string): Promise<PhoneCall> {
  const call = await (await calls.centre.caller('+15550100188', name)).call(number)
  await call.hears('200')
  call.rtp.say()
  return call
}

async function waitingId(): Promise<string> {
  let id: string | undefined
  await until('a call waits', async () => {
    const live = await calls.centre.calls('live')
    id = live.find(({ state }) => state === 'queued')?.id
    return id !== undefined
  })
  return id ?? ''
}

async function decisions(id: string): Promise<RoutingDecision[]> {
  const path = `/v1/contacts/${id}/decisions`
  return (await calls.centre.asAdmin<{ items: RoutingDecision[] }>('GET', path)).items
}

async function talks(call: PhoneCall, agent: Agent): Promise<PhoneCall> {
  const phone = await agent.accept()
  await call.rtp.hears([agentTone])
  return phone
}

describe('a caller who needs a skill', () => {
  const needs = [{ skill: 'catalan', level: 3 }]

  it('goes to who has it, though another has had nothing for longer', async () => {
    await available(ben)
    await ben.becomes('available')
    await available(ada)
    const call = await calls.called(await into({ needs }))
    await talks(call, ada)
    await ben.becomes('available')
    call.hangup()
  })

  it('waits for who has it, and after a step goes to who has less', async () => {
    await available(ben)
    const relax = [{ afterMs: 1500, needs: [] }]
    const call = await calls.called(await into({ needs, relax }))
    const id = await waitingId()
    await talks(call, ben)
    const told = await decisions(id)
    const relaxed = told.find(({ kind }) => kind === 'relaxed')
    expect(relaxed?.why).toMatch(/^After 1 s it needs no skill any more/)
    const record = await ben.call(id)
    const queued = record.path.find(({ kind }) => kind === 'queue')
    const rung = record.path.find(({ kind }) => kind === 'agent')
    const waitedMs = Date.parse(rung?.enteredAt ?? '') - Date.parse(queued?.enteredAt ?? '')
    expect(waitedMs).toBeGreaterThanOrEqual(1400)
    call.hangup()
  })

  it('needs it still in a queue that they are sent on to', async () => {
    const other = await queue('Other')
    const overflow = { max_wait: { kind: 'queue', queueId: other.id } }
    await queue('Short', { limits: { maxWaitMs: 1000, overflow } })
    const relax = [{ afterMs: 60_000, needs: [] }]
    await available(ben)
    const call = await calls.called(await into({ queue: 'Short', needs, relax }))
    const id = await waitingId()
    await until('the caller is in the other queue', async () => {
      const [live] = await calls.centre.calls('live')
      return live?.path.some(({ name, leftAt }) => name === 'Other' && leftAt === null) ?? false
    })
    const row = await calls.centre.ground.database.asSystem((tx) =>
      tx
        .selectFrom('queue_entries')
        .select(['queue_id', 'needs', 'relax'])
        .where('contact_id', '=', id)
        .executeTakeFirst(),
    )
    expect(row).toEqual({
      queue_id: other.id,
      needs: [{ skillId: catalan.id, level: 3 }],
      relax,
    })
    await available(ada)
    await talks(call, ada)
    call.hangup()
  })

  it('needs it still when they are called back in place of waiting', async () => {
    await queue('Patient', { callbacks: { offer: { key: '5', afterS: 0 } } })
    const call = await calls.called(await into({ queue: 'Patient', needs }))
    await waitingId()
    await speaks(call)
    call.rtp.press('5')
    await call.hears('BYE')
    const asked = await calls.centre.ground.database.asSystem((tx) =>
      tx.selectFrom('callbacks').select(['id', 'needs']).executeTakeFirst(),
    )
    expect(asked?.needs).toEqual([{ skillId: catalan.id, level: 3 }])
    await calls.centre.asAdmin('DELETE', `/v1/callbacks/${asked?.id}`)
  })
})

describe('a caller who is for one agent', () => {
  it('waits for that agent while others are free', async () => {
    await available(ben)
    const call = await calledAs('agent1@demo.test', await into({ agent: '{{ caller.name }}' }))
    const id = await waitingId()
    await until('it is told for whom they wait', async () =>
      (await decisions(id)).some(({ why }) => why.endsWith('whom alone it is for')),
    )
    await ben.becomes('available')
    await available(ada)
    await talks(call, ada)
    call.hangup()
  })

  it('goes to others once the wait for the agent is over, and at once where nobody is there', async () => {
    await available(ada)
    const number = await into({ agent: ada.id, agentWaitMs: 1500 })
    const first = await calls.called(number)
    await talks(first, ada)
    await available(ben)
    const calledAtMs = performance.now()
    const second = await calls.called(number)
    await talks(second, ben)
    expect(performance.now() - calledAtMs).toBeGreaterThan(1400)
    first.hangup()
    second.hangup()
    await calls.quiet()
    await ada.choose({ kind: 'offline' })
    await available(ben)
    const long = await into({ agent: ada.id, agentWaitMs: 60_000 })
    const third = await calls.called(long)
    await talks(third, ben)
    third.hangup()
  })

  it('leaves by the error where there is none, and is told why', async () => {
    const expected = 'There is no agent called nobody@demo.test.'
    const why = block(
      'branch',
      { cases: [{ when: `error.reason == "${expected}"` }] },
      { case_1: 'right', otherwise: 'end' },
    )
    const right = block('play', { prompt: 'Right', loop: 2 }, { next: 'end', error: 'end' })
    const number = await into({ agent: 'nobody@demo.test' }, { why, right })
    const call = await calls.called(number)
    await call.rtp.hears([rightReasonTone])
    await call.hears('BYE')
    const { traces } = await calls.ended()
    expect(traces.map(shown)).toEqual([
      ['start next', 'first error', 'why case_1', 'right next', 'end null'],
    ])
  })
})
