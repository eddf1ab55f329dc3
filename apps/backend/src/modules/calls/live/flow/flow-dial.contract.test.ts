import type { FlowBlock } from '@iris/contracts'
import { block } from '@iris/flow/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { agentTone, callerTone } from '../../../../testing/call-centre.ts'
import { stopRing, whoStopped } from '../../../../testing/stopped-ring.ts'
import { type FlowCalls, openFlowCalls, shown, speaks } from '../../../../testing/flow-calls.ts'

let calls: FlowCalls

beforeAll(async () => {
  calls = await openFlowCalls()
})
afterAll(() => calls.close())
afterEach(() => calls.quiet())

const outside = '+15550107777'
const wired = { answered: 'thanks', busy: 'end', no_answer: 'end', machine: 'end', error: 'end' }
const thanks = block('say', { text: 'Thank you for calling.' }, { next: 'end', error: 'end' })
const dialOf = (settings: FlowBlock['settings']) =>
  calls.answering({ first: block('dial', { to: outside, ...settings }, wired), thanks })

describe('a dial of a flow', () => {
  it('connects who takes the call, and goes on after the talk', async () => {
    const call = await calls.called(await dialOf({}))
    const other = await calls.carrier.nextCall()
    await other.answer()
    call.rtp.say(callerTone)
    other.rtp.say(agentTone)
    await call.rtp.hears([agentTone], [callerTone])
    await other.rtp.hears([callerTone], [agentTone])
    other.hangup()
    await call.hears('BYE')
    const { record, traces } = await calls.ended()
    expect(traces.map(shown)).toEqual([['start next', 'first answered', 'thanks next', 'end null']])
    expect(record.path.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['dial', 'answered'],
      ['number', 'completed'],
      ['say', 'next'],
      ['hang_up', null],
    ])
  })

  it('tells who answers what it is about, and wants their key', async () => {
    const call = await calls.called(
      await dialOf({ whisper: 'A call from {{ caller.number }}. Press 1.', acceptKey: '1' }),
    )
    const other = await calls.carrier.nextCall()
    await other.answer()
    await speaks(other)
    other.rtp.press('1')
    other.rtp.say(agentTone)
    await call.rtp.hears([agentTone])
    call.hangup()
    await other.hears('BYE')
    const { traces } = await calls.ended()
    expect(traces[0]).toMatchObject({ outcome: 'completed' })
    expect(traces.map(shown)).toEqual([['start next', 'first answered']])
  })

  it.each([
    [486, 'busy'],
    [603, 'busy'],
    [480, 'no_answer'],
  ])('is left by how it was not taken: %d', async (status, exit) => {
    const call = await calls.called(await dialOf({}))
    const other = await calls.carrier.nextCall()
    other.respond({ status })
    await call.hears('BYE')
    const { traces } = await calls.ended()
    expect(traces.map(shown)).toEqual([['start next', `first ${exit}`, 'end null']])
  })

  it('is left by no_answer when it has rung for its time', async () => {
    const call = await calls.called(await dialOf({ ringTimeoutMs: 5000 }))
    const other = await calls.carrier.nextCall()
    other.ring()
    await call.hears('BYE')
    const { traces } = await calls.ended()
    expect(traces.map(shown)).toEqual([['start next', 'first no_answer', 'end null']])
  })

  it('is left by error where nobody is known by that name', async () => {
    const call = await calls.called(await dialOf({ to: 'Nobody At All' }))
    await call.hears('BYE')
    const { traces } = await calls.ended()
    expect(traces.map(shown)).toEqual([['start next', 'first error', 'end null']])
  })

  it('ends the talk when its time is over', async () => {
    const call = await calls.called(await dialOf({ timeLimitMs: 1000 }))
    const other = await calls.carrier.nextCall()
    await other.answer()
    await other.hears('BYE')
    await call.hears('BYE')
    const { traces } = await calls.ended()
    expect(shown(traces[0]!)).toContain('first answered')
  })

  it('rings an agent by name, who is free again afterwards', async () => {
    const ada = await calls.centre.agent('agent1@demo.test')
    const { agent } = await ada.desk()
    await ada.choose({ kind: 'available' })
    const call = await calls.called(await dialOf({ to: agent.name }))
    const phone = await ada.accept()
    await call.rtp.hears([agentTone])
    phone.hangup()
    await call.hears('BYE')
    const { traces } = await calls.ended()
    expect(shown(traces[0]!)).toContain('thanks next')
    await ada.becomes('available')
    await ada.choose({ kind: 'offline' })
  })

  it.each([
    ['rings', {}],
    ['is told what it is about', { whisper: 'A call for you.' }],
  ])(
    'goes on as if an agent had turned it down whom a supervisor stops while it %s',
    async (_, more) => {
      const ada = await calls.centre.agent('agent1@demo.test')
      const { agent } = await ada.desk()
      await ada.choose({ kind: 'available' })
      const call = await calls.called(await dialOf({ to: agent.name, ...more }))
      const ringing = await ada.phone.nextCall()
      if ('whisper' in more) await ringing.answer()
      else ringing.ring()
      const [{ id } = { id: '' }] = await calls.centre.calls('live')
      await stopRing(calls.centre, ada.id, id)
      await ringing.hears('whisper' in more ? 'BYE' : 'CANCEL')
      await call.hears('BYE')
      const { traces } = await calls.ended()
      expect(traces.map(shown)).toEqual([['start next', 'first busy', 'end null']])
      await ada.becomes('available')
      expect(await whoStopped(calls.centre, ada.id)).toMatchObject({ name: expect.any(String) })
      await ada.choose({ kind: 'offline' })
    },
  )

  it('rings nobody any more when the caller hangs up', async () => {
    const call = await calls.called(await dialOf({}))
    const other = await calls.carrier.nextCall()
    other.ring()
    call.hangup()
    await other.hears('CANCEL')
    const { traces } = await calls.ended()
    expect(traces[0]).toMatchObject({ outcome: 'caller_hung_up' })
  })
})

describe('a transfer of a flow', () => {
  const transferTo = (settings: FlowBlock['settings']) =>
    calls.answering({ first: block('transfer', settings, { error: 'thanks' }), thanks })

  it('gives the call to a number for good', async () => {
    const call = await calls.called(await transferTo({ to: 'number', number: outside }))
    const other = await calls.carrier.nextCall()
    await other.answer()
    other.rtp.say(agentTone)
    await call.rtp.hears([agentTone])
    other.hangup()
    await call.hears('BYE')
    const { traces } = await calls.ended()
    expect(traces.map(shown)).toEqual([['start next', 'first transferred']])
  })

  it('goes on by error where nobody takes it', async () => {
    const call = await calls.called(await transferTo({ to: 'number', number: outside }))
    const other = await calls.carrier.nextCall()
    other.respond({ status: 486 })
    await call.hears('BYE')
    const { traces } = await calls.ended()
    expect(traces.map(shown)).toEqual([['start next', 'first error', 'thanks next', 'end null']])
  })

  it('gives the call to a queue', async () => {
    const call = await calls.called(await transferTo({ to: 'queue', queue: 'Support' }))
    await calls.at('queue')
    call.hangup()
    const { record } = await calls.ended()
    expect(record.path[0]).toMatchObject({ kind: 'queue', name: 'Support' })
  })

  it('gives the call to another flow, which has a trace of its own', async () => {
    const { id } = await calls.flow('Goodbyes', { first: thanks })
    const call = await calls.called(await transferTo({ to: 'flow', flow: 'Goodbyes' }))
    await call.hears('BYE')
    const { traces } = await calls.ended()
    const [last, first] = traces.toSorted(
      (a, b) => Number(b.flowId === id) - Number(a.flowId === id),
    )
    expect([first, last].map((trace) => trace && shown(trace))).toEqual([
      ['start next', 'first transferred'],
      ['start next', 'first next', 'end null'],
    ])
    expect(first).toMatchObject({ outcome: 'completed' })
  })
})
