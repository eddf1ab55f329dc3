import type { Call, Flow, FlowBlock, FlowDocument, IrisEvent, TenantNumber } from '@iris/contracts'
import { block, flowOf } from '@iris/flow/testing'
import type { PhoneCall } from '@iris/telephony/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type CallCentre, openCallCentre, until } from '../../../../testing/call-centre.ts'
import { toneListener, toneWords } from '../../../../testing/tone-listener.ts'

const menuNumber = '+15550100171'
const patientNumber = '+15550100172'

const document = (more: FlowBlock['settings']): FlowDocument =>
  flowOf({
    first: block(
      'menu',
      {
        // Long enough to be interrupted.
        text: 'Please say what this is about. Say red for the red thing, say green for the green thing, or press one or two now.',
        choices: [
          { key: '1', label: 'Red', words: ['red'] },
          { key: '2', label: 'Green', words: ['green'] },
        ],
        language: 'en-US',
        noInputMs: 1500,
        tries: 2,
        bargeIn: true,
        ...more,
      },
      { key_1: 'end', key_2: 'end', no_input: 'end', no_match: 'end', error: 'end' },
    ),
  })

let centre: CallCentre
const events: IrisEvent[] = []

async function answering(number: string, more: FlowBlock['settings']): Promise<void> {
  const flow = await centre.asAdmin<Flow>('POST', '/v1/flows', {
    name: number,
    document: document(more),
  })
  await centre.asAdmin('POST', `/v1/flows/${flow.id}/publish`, {})
  await centre.asAdmin<TenantNumber>('POST', '/v1/numbers', { number, flowId: flow.id })
}

beforeAll(async () => {
  centre = await openCallCentre({ IRIS_STT_PROGRAM: toneListener })
  await answering(menuNumber, {})
  await answering(patientNumber, { text: 'Red or green?', bargeIn: false, tries: 1 })
  centre.ground.bus.watch((event) => void events.push(event))
})
afterAll(() => centre.close())
afterEach(async () => {
  await until('no call is left', async () => (await centre.calls('live')).length === 0)
  events.length = 0
})

async function called(number = menuNumber): Promise<PhoneCall> {
  const phone = await centre.caller()
  const call = await phone.call(number)
  await call.hears('200')
  call.rtp.say()
  return call
}

/** Waits until the menu speaks. */
const speaks = (call: PhoneCall) =>
  call.rtp.until('hears the menu', () =>
    call.rtp.latestAudio().some((sample) => Math.abs(sample) > 500),
  )

/** Says a word for half a second. */
async function say(call: PhoneCall, hz: number): Promise<void> {
  call.rtp.say(hz)
  await call.rtp.receives(25)
  call.rtp.say()
}

async function outcomeOf(call: PhoneCall): Promise<Call['path'][number] | undefined> {
  await call.hears('BYE')
  await until('no call is left', async () => (await centre.calls('live')).length === 0)
  return (await centre.calls('ended'))[0]?.path[0]
}

const heard = () => events.flatMap((event) => (event.type === 'call.heard' ? [event.payload] : []))

describe('a menu with words', () => {
  it('is left by the option that was said, which stops its text', async () => {
    const call = await called()
    await speaks(call)
    call.rtp.say(toneWords.green)
    await call.rtp.hearsSilence()
    call.rtp.say()
    expect(await outcomeOf(call)).toMatchObject({ kind: 'menu', outcome: 'key_2' })
    await until('it is told', async () => heard().length > 0)
    expect(heard()).toEqual([
      {
        callId: expect.any(String),
        text: 'green',
        language: 'en-US',
        isFinal: true,
        confidence: null,
      },
    ])
  })

  it('is left by the first key, whatever is said', async () => {
    const call = await called()
    await speaks(call)
    call.rtp.say(toneWords.green)
    await call.rtp.receives(15)
    call.rtp.press('1')
    expect(await outcomeOf(call)).toMatchObject({ outcome: 'key_1' })
    expect(heard()).toEqual([])
  })

  it('asks again when it has not understood, and is left by no_match in the end', async () => {
    const call = await called()
    await speaks(call)
    await say(call, toneWords.blue)
    await until('it was heard', async () => heard().length === 1)
    await speaks(call)
    await say(call, toneWords.blue)
    expect(await outcomeOf(call)).toMatchObject({ outcome: 'no_match' })
    await until('both are told', async () => heard().length === 2)
    expect(heard().map(({ text }) => text)).toEqual(['blue', 'blue'])
  })

  it('is left by no_input where nothing is said or pressed', async () => {
    const call = await called(patientNumber)
    expect(await outcomeOf(call)).toMatchObject({ outcome: 'no_input' })
  })

  it('without barge-in listens once its text has ended', async () => {
    const call = await called(patientNumber)
    await speaks(call)
    await say(call, toneWords.red)
    await call.rtp.hearsSilence()
    await say(call, toneWords.green)
    expect(await outcomeOf(call)).toMatchObject({ outcome: 'key_2' })
    await until('it is told', async () => heard().length > 0)
    expect(heard().map(({ text }) => text)).toEqual(['green'])
  })

  it('has its record when the caller hangs up while speaking', async () => {
    const call = await called()
    await speaks(call)
    call.rtp.say(toneWords.red)
    await call.rtp.receives(10)
    call.hangup()
    await until('no call is left', async () => (await centre.calls('live')).length === 0)
    expect((await centre.calls('ended'))[0]?.path[0]).toMatchObject({ outcome: 'caller_hung_up' })
  })
})

describe('where nothing turns speech into text', () => {
  it.each([
    ['as nothing is configured', {}],
    ['as the recogniser fails', { IRIS_STT_PROGRAM: '/bin/false' }],
    ['as the recogniser stalls', { IRIS_STT_PROGRAM: '/bin/sleep 60' }],
  ])('a menu with words is one of keys: %s', async (_, settings: Record<string, string>) => {
    const deaf = await openCallCentre(settings)
    const own = centre
    centre = deaf
    try {
      await answering(menuNumber, {})
      const call = await called()
      await speaks(call)
      await say(call, toneWords.green)
      await call.rtp.receives(75)
      call.rtp.press('1')
      expect(await outcomeOf(call)).toMatchObject({ outcome: 'key_1' })
    } finally {
      centre = own
      await deaf.close()
    }
  })
})
