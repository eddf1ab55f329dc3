import type { FlowBlock, IrisEvent, Recording } from '@iris/contracts'
import { block } from '@iris/flow/testing'
import { channelsOfWav, type PhoneCall, tonesIn } from '@iris/telephony/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { callerTone, until } from '../../../../testing/call-centre.ts'
import { type FlowCalls, openFlowCalls, shown, speaks } from '../../../../testing/flow-calls.ts'
import { toneListener, toneWords } from '../../../../testing/tone-listener.ts'

let calls: FlowCalls
const events: IrisEvent[] = []

beforeAll(async () => {
  calls = await openFlowCalls({ IRIS_STT_PROGRAM: toneListener })
  calls.centre.ground.bus.watch((event) => void events.push(event))
})
afterAll(() => calls.close())
afterEach(async () => {
  await calls.quiet()
  events.length = 0
})

const text = 'Please enter the number of your order now, and take all the time you need for it.'
const everywhere = { next: 'kept', no_input: 'end', no_match: 'end', error: 'end' }
/** Shows in the trace what was gathered. */
const kept = block(
  'set',
  { assign: [{ variable: 'seen', value: '{{ order }}/{{ gather.digits }}/{{ gather.speech }}' }] },
  { next: 'end' },
)
const gatherOf = (settings: FlowBlock['settings']) =>
  calls.answering({
    first: block('gather', { text, variable: 'order', tries: 1, ...settings }, everywhere),
    kept,
  })

function press(call: PhoneCall, keys: string): void {
  for (const key of keys) call.rtp.press(key)
}

async function seen(): Promise<unknown> {
  const { traces } = await calls.ended()
  return traces[0]?.steps.find((step) => step.block === 'kept')?.set?.['seen']
}

describe('a gather of a flow', () => {
  it('keeps the keys up to the finishing one, which stop its text', async () => {
    const call = await calls.called(await gatherOf({ maxDigits: 8 }))
    await speaks(call)
    press(call, '4711#')
    await call.hears('BYE')
    expect(await seen()).toBe('4711/4711/')
    const { record } = await calls.ended()
    expect(record.path[0]).toMatchObject({ kind: 'gather', outcome: 'next' })
  })

  it('ends with the last key there can be', async () => {
    const call = await calls.called(await gatherOf({ maxDigits: 3, finishKey: '' }))
    await speaks(call)
    press(call, '1#3')
    await call.hears('BYE')
    expect(await seen()).toBe('1#3/1#3/')
  })

  it('asks again for too few, and is left by no_match in the end', async () => {
    const call = await calls.called(await gatherOf({ minDigits: 4, tries: 2, text: 'Well?' }))
    await speaks(call)
    press(call, '47#')
    await speaks(call)
    press(call, '#')
    await call.hears('BYE')
    const { traces } = await calls.ended()
    expect(traces.map(shown)).toEqual([['start next', 'first no_match', 'end null']])
  })

  it('is left by no_input where nothing is pressed', async () => {
    const call = await calls.called(await gatherOf({ noInputMs: 300, text: 'Well?' }))
    await call.hears('BYE')
    const { traces } = await calls.ended()
    expect(traces.map(shown)).toEqual([['start next', 'first no_input', 'end null']])
  })

  it('keeps what is said where that is wanted', async () => {
    const call = await calls.called(await gatherOf({ input: 'both', hints: ['green'] }))
    await speaks(call)
    call.rtp.say(toneWords.green)
    await call.rtp.hearsSilence()
    call.rtp.say()
    await call.hears('BYE')
    expect(await seen()).toBe('green//green')
  })
})

describe('what a flow gathers in secret', () => {
  it('is there for its later blocks, and in no trace, event, record or recording', async () => {
    const number = await calls.answering({
      first: block('record_call', { action: 'on' }, { next: 'moment', error: 'end' }),
      moment: block('wait', { ms: 600 }, { next: 'card', error: 'end' }),
      card: block(
        'gather_secret',
        { text: 'Your card?', variable: 'order', maxDigits: 8, finishKey: '' },
        everywhere,
      ),
      kept: { ...kept, exits: { next: 'right' } },
      right: block(
        'branch',
        { cases: [{ when: 'order == "73519264"' }] },
        { case_1: 'after', otherwise: 'end' },
      ),
      after: block('wait', { ms: 2000 }, { next: 'end', error: 'end' }),
    })
    const call = await calls.called(number)
    call.rtp.say(callerTone)
    await calls.at('gather')
    await call.rtp.receives(25)
    press(call, '73519264')
    await call.hears('BYE')
    const { record, traces } = await calls.ended()
    expect(shown(traces[0]!)).toContain('right case_1')
    expect(traces[0]?.steps.find((step) => step.block === 'card')?.set).toMatchObject({
      order: '••••',
      gather: { digits: '••••' },
    })
    const audit = await calls.centre.asAdmin('GET', '/v1/audit')
    expect(JSON.stringify([record, traces, events, audit])).not.toContain('73519264')

    const at = `/v1/calls/${record.id}/recordings`
    const read = async () =>
      (await calls.centre.asAdmin<{ items: Recording[] }>('GET', at)).items[0]
    await until('the recording is ready', async () => (await read())?.state === 'ready')
    const { bytes } = await calls.centre.audio(`/v1/recordings/${(await read())?.id}/audio`)
    const { left } = channelsOfWav(bytes)
    // A tenth of a second each.
    const heard = Array.from(
      { length: Math.floor(left.length / 800) },
      (_, index) => tonesIn(left.subarray(800 * index, 800 * (index + 1)), [callerTone]).length,
    )
    const changes = heard.filter((is, index) => is !== heard[index - 1])
    const begins = changes.indexOf(1)
    expect(changes.slice(begins, begins + 3)).toEqual([1, 0, 1])
  })
})
