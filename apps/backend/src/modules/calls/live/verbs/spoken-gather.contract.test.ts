import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { hearsWords, type LedCalls, openLedCalls } from '../../../../testing/led-calls.ts'
import { toneListener, toneWords } from '../../../../testing/tone-listener.ts'

let led: LedCalls

beforeAll(async () => {
  led = await openLedCalls({ IRIS_STT_PROGRAM: toneListener })
})
afterAll(() => led.close())
afterEach(() => led.quiet())

const asked = (more: object = {}) =>
  led.taken({
    verbs: [
      {
        kind: 'gather',
        input: ['digits', 'speech'],
        prompts: [
          { kind: 'say', text: 'Red, or green? Take your time, and tell us when you know.' },
        ],
        maxDigits: 2,
        ...more,
      },
    ],
  })

describe('a gather that listens', () => {
  it('takes what is said, which stops the prompt', async () => {
    const { placed, call } = await asked({ hints: ['red', 'green'] })
    await hearsWords(call)
    call.rtp.say(toneWords.green)
    await call.rtp.hearsSilence()
    call.rtp.say()
    expect(await led.resultOf(placed)).toEqual({
      verb: 'gather',
      outcome: 'speech',
      digits: '',
      speech: { text: 'green', confidence: null },
    })
    await call.hears('BYE')
  })

  it('takes keys alone from the first one on', async () => {
    const { placed, call } = await asked()
    await hearsWords(call)
    call.rtp.say(toneWords.red)
    await call.rtp.receives(10)
    call.rtp.press('4')
    call.rtp.say()
    call.rtp.press('2')
    expect(await led.resultOf(placed)).toEqual({ verb: 'gather', outcome: 'digits', digits: '42' })
    await call.hears('BYE')
  })

  it('ends where nothing is said or pressed', async () => {
    const { placed, call } = await asked({ prompts: [], firstDigitTimeoutMs: 500 })
    expect(await led.resultOf(placed)).toEqual({ verb: 'gather', outcome: 'timeout', digits: '' })
    await call.hears('BYE')
  })
})
