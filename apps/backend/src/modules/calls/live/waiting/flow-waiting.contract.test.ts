import type { Callback, FlowBlock, Prompt, QueueStatus } from '@iris/contracts'
import { block } from '@iris/flow/testing'
import { tone, wavFile } from '@iris/telephony/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../../../../testing/call-centre.ts'
import { type FlowCalls, openFlowCalls, shown } from '../../../../testing/flow-calls.ts'

/** In Hz. */
const [musicTone, afterTone] = [850, 2100]
let calls: FlowCalls

async function prompt(name: string, hz: number, ms: number): Promise<void> {
  const { id } = await calls.centre.asAdmin<Prompt>('POST', '/v1/prompts', { name })
  await calls.centre.upload(`/v1/prompts/${id}/audio`, wavFile(tone(hz, ms), 'pcm16'))
}

beforeAll(async () => {
  calls = await openFlowCalls()
  await prompt('Waltz', musicTone, 1500)
  await prompt('After', afterTone, 500)
})
afterAll(() => calls.close())
afterEach(() => calls.quiet())

const support: FlowBlock['settings'] = { queue: 'Support' }
const after = block('play', { prompt: 'After', loop: 3 }, { next: 'end', error: 'end' })

describe('a queue of a flow that says what is heard in it', () => {
  const waiting = {
    ...support,
    waiting: 'as_here',
    music: 'prompt',
    musicPrompt: 'Waltz',
    offers: [{ key: '1', sayText: 'To be called back, press 1.' }],
  }
  const wired = { answered: null, timeout: null, offer_1: 'back', error: 'end' }

  it('plays its music, and is left by a key for a callback in the place that was held', async () => {
    const number = await calls.answering({
      first: block('enqueue', waiting, wired),
      back: block('callback', support, { next: 'after', error: 'end' }),
      after,
    })
    const call = await calls.called(number)
    await call.rtp.hears([musicTone])
    const [waits] = await calls.centre.calls('live')
    call.rtp.press('1')
    await call.rtp.hears([afterTone], [musicTone])
    await call.hears('BYE')
    const { record, traces } = await calls.ended()
    expect(traces.map(shown)).toEqual([
      ['start next', 'first offer_1', 'back next', 'after next', 'end null'],
    ])
    expect(record.path[0]).toMatchObject({ kind: 'queue', name: 'Support', outcome: 'key_1' })
    const { items } = await calls.centre.asAdmin<{ items: Callback[] }>('GET', '/v1/callbacks')
    expect(items).toMatchObject([{ fromCallId: record.id, queue: { name: 'Support' } }])
    const entered = waits?.path.find(({ kind }) => kind === 'queue')?.enteredAt ?? ''
    expect(Math.abs(Date.parse(items[0]?.waitingSince ?? '') - Date.parse(entered))).toBeLessThan(
      1000,
    )
    await calls.centre.asAdmin('DELETE', `/v1/callbacks/${items[0]?.id}`)
  })
})

describe('a flow that looks at a queue', () => {
  it('goes on by what it finds there', async () => {
    const number = await calls.answering({
      first: block('queue_status', support, { next: 'look', error: 'end' }),
      look: block(
        'branch',
        { cases: [{ when: 'queue.waiting > 0' }] },
        { case_1: 'after', otherwise: 'wait' },
      ),
      wait: block('enqueue', support, { answered: null, timeout: null, error: 'end' }),
      after,
    })
    const first = await calls.called(number)
    const { id } = await calls.centre.queue('Support')
    // What is known of a queue is up to a second old.
    await until('the first is counted', async () => {
      const at = `/v1/queues/${id}/status`
      return (await calls.centre.asAdmin<QueueStatus>('GET', at)).waiting === 1
    })
    const second = await calls.called(number)
    await second.rtp.hears([afterTone])
    await second.hears('BYE')
    first.hangup()
    await calls.quiet()
  })
})

describe('a play of a flow', () => {
  it('goes on for as often as it is to be played', async () => {
    const call = await calls.called(await calls.answering({ first: after }))
    await call.hears('BYE')
    const { traces } = await calls.ended()
    const step = traces[0]?.steps.find(({ block: id }) => id === 'first')
    expect(step?.outcome).toBe('next')
    const lastedMs = Date.parse(step?.leftAt ?? '') - Date.parse(step?.enteredAt ?? '')
    // Three times half a second; a single one would be over long before.
    expect(lastedMs).toBeGreaterThan(1300)
  })
})
