import type { FlowBlock } from '@iris/contracts'
import { block } from '@iris/flow/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { agentTone, callerTone, until } from '../../../../testing/call-centre.ts'
import { type FlowCalls, openFlowCalls, shown } from '../../../../testing/flow-calls.ts'

let calls: FlowCalls

beforeAll(async () => {
  calls = await openFlowCalls()
})
afterAll(() => calls.close())
afterEach(() => calls.quiet())

async function rings(blocks: Record<string, FlowBlock>) {
  const number = await calls.answering(blocks)
  return (await calls.centre.caller()).call(number)
}

describe('a flow that says by itself when it answers', () => {
  it.each([
    ['CALL_REJECTED', '603'],
    ['USER_BUSY', '486'],
    ['UNALLOCATED_NUMBER', '404'],
  ])('rejects by its cause: %s', async (cause, status) => {
    const call = await rings({ first: block('reject', { cause }) })
    await call.hears(status)
    const { record, traces } = await calls.ended()
    expect(record).toMatchObject({ answeredAt: null, cause, endedBy: 'flow' })
    expect(traces.map(shown)).toEqual([['start next', 'first rejected']])
  })

  it('lets it ring while it waits, and answers where it comes to that', async () => {
    const call = await rings({
      first: block('wait', { ms: 500 }, { next: 'answer', error: 'end' }),
      answer: block('answer', {}, { next: 'moment', error: 'end' }),
      moment: block('wait', { ms: 500 }, { next: 'end', error: 'end' }),
    })
    await call.hears('180')
    await call.hears('200')
    await call.hears('BYE')
    const { record, traces } = await calls.ended()
    expect(record.answeredAt).not.toBeNull()
    expect(traces.map(shown)).toEqual([
      ['start next', 'first next', 'answer next', 'moment next', 'end null'],
    ])
  })

  it('answers by whatever is to be heard', async () => {
    const call = await rings({
      first: block('branch', { cases: [{ when: 'false' }] }, { case_1: 'no', otherwise: 'hello' }),
      no: block('reject', {}),
      hello: block('say', { text: 'Hello.' }, { next: 'end', error: 'end' }),
    })
    await call.hears('200')
    await call.hears('BYE')
    const { record } = await calls.ended()
    expect(record.answeredAt).not.toBeNull()
    expect(record.path.map(({ kind }) => kind)).toEqual(['branch', 'say', 'hang_up'])
  })
})

describe('a conference of a flow', () => {
  it('lets callers hear each other, and goes on when they are removed', async () => {
    const number = await calls.answering({
      first: block('conference', { name: 'Daily' }, { left: 'bye', error: 'end' }),
      bye: block('say', { text: 'Goodbye.' }, { next: 'end', error: 'end' }),
    })
    const [one, two] = [await calls.called(number), await calls.called(number)]
    one.rtp.say(callerTone)
    two.rtp.say(agentTone)
    await one.rtp.hears([agentTone])
    await two.rtp.hears([callerTone])
    two.hangup()
    await until('one has left', async () => (await calls.centre.calls('live')).length === 1)
    const { items } = await calls.centre.asAdmin<{ items: { id: string }[] }>(
      'GET',
      '/v1/conferences',
    )
    await calls.centre.asAdmin('POST', `/v1/conferences/${items[0]?.id}/actions`, { kind: 'end' })
    await one.hears('BYE')
    await calls.quiet()
    const records = await calls.centre.calls('ended')
    const outcomes = records.slice(0, 2).map(({ path }) => path[0]?.outcome)
    expect(outcomes.toSorted()).toEqual(['caller_hung_up', 'left'])
  })

  it('is left by error where it is full', async () => {
    const number = await calls.answering({
      first: block('conference', { name: 'Small', maxMembers: 2 }, { left: 'end', error: 'end' }),
    })
    const inside = [await calls.called(number), await calls.called(number)]
    for (const [index, call] of inside.entries()) call.rtp.say(index === 0 ? callerTone : agentTone)
    await inside[0]!.rtp.hears([agentTone])
    const third = await calls.called(number)
    await third.hears('BYE')
    for (const call of inside) call.hangup()
    await calls.quiet()
    const records = await calls.centre.calls('ended')
    expect(records.slice(0, 3).map(({ path }) => path[0]?.outcome)).toContain('error')
  })
})
