import type { IrisEvent, TenantNumber, Voicemail, VoicemailBox } from '@iris/contracts'
import { block, flowOf } from '@iris/flow/testing'
import { channelsOfWav, hearOpus, type PhoneCall, tonesIn } from '@iris/telephony/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toneListener, toneWords } from '../../testing/tone-listener.ts'
import { type CallCentre, callerTone, openCallCentre, until } from '../../testing/call-centre.ts'

const number = '+15550100177'
const greetingHz = 1400

let centre: CallCentre
let ada: Awaited<ReturnType<CallCentre['agent']>>
let box: VoicemailBox
const events: IrisEvent[] = []

beforeAll(async () => {
  centre = await openCallCentre({ IRIS_STT_PROGRAM: toneListener })
  ada = await centre.agent('agent1@demo.test')
  const { id: queueId } = await centre.queue('Support')
  box = await centre.asAdmin<VoicemailBox>('POST', '/v1/voicemail-boxes', {
    name: 'Support after hours',
    queueId,
    maxMs: 10_000,
    silenceEndMs: 1000,
  })
  const document = flowOf({ first: block('voicemail', { box: box.name }, { error: 'end' }) })
  const flow = await centre.asAdmin<{ id: string }>('POST', '/v1/flows', { name: 'Box', document })
  await centre.asAdmin('POST', `/v1/flows/${flow.id}/publish`, {})
  await centre.asAdmin<TenantNumber>('POST', '/v1/numbers', { number, flowId: flow.id })
  centre.ground.bus.watch((event) => void events.push(event))
})
afterAll(() => centre.close())

/** Calls and waits for the beep. */
async function beeped(): Promise<PhoneCall> {
  const phone = await centre.caller()
  const call = await phone.call(number)
  await call.hears('200')
  await call.rtp.hears([greetingHz])
  return call
}

const messages = async () =>
  (await centre.asAdmin<{ items: Voicemail[] }>('GET', '/v1/voicemails')).items

async function received(count: number): Promise<Voicemail | undefined> {
  await until(`there are ${count} messages`, async () => (await messages()).length === count)
  return (await messages())[0]
}

describe('a caller at a voicemail box', () => {
  it('is greeted, leaves a message after the beep, and is let go when it ends in silence', async () => {
    const call = await beeped()
    call.rtp.say(callerTone)
    await call.rtp.receives(150)
    call.rtp.say()
    await call.hears('BYE')
    const message = await received(1)
    expect(message).toMatchObject({
      box: { id: box.id, name: 'Support after hours' },
      from: { value: '+15550100199' },
      heardAt: null,
    })
    expect(message?.durationMs).toBeGreaterThan(3000)
    expect(message?.durationMs).toBeLessThan(6000)
    const { bytes } = await centre.audio(`/v1/voicemails/${message?.id}/audio`)
    const { left, right } = channelsOfWav(bytes)
    expect(right).toHaveLength(0)
    expect(tonesIn(left.subarray(8000, 16_000), [callerTone, greetingHz])).toEqual([callerTone])
    const opus = await centre.audio(`/v1/voicemails/${message?.id}/audio?format=opus`)
    const heard = await hearOpus(opus.bytes)
    expect(heard.channels).toBe(1)
    expect(tonesIn(heard.left.subarray(8000, 16_000), [callerTone])).toEqual([callerTone])
    const told = events.find(({ type }) => type === 'voicemail.received')
    expect(told?.payload).toMatchObject({ voicemailId: message?.id, boxId: box.id })
    const [record] = await centre.records(1)
    expect(record).toMatchObject({
      endedBy: 'flow',
      path: [{ kind: 'voicemail', outcome: 'left' }],
    })
  })

  it('is read as well as heard: what was said becomes text', async () => {
    const call = await beeped()
    for (const word of ['red', 'blue'] as const) {
      call.rtp.say(toneWords[word])
      await call.rtp.receives(50)
    }
    call.rtp.press('#')
    await call.hears('BYE')
    const message = await received(2)
    const now = async () => (await messages())[0]?.transcript
    await until('it is text', async () => (await now())?.state === 'ready')
    // Each stretch of a tone is a word: a busy machine tears one in two.
    const text = expect.stringMatching(/^red( red)* blue( blue)*$/)
    expect(await now()).toEqual({ state: 'ready', text, confidence: null })
    const told = () => events.filter(({ type }) => type === 'voicemail.transcribed')
    const isTold = async () =>
      told().some(({ payload }) => 'voicemailId' in payload && payload.voicemailId === message?.id)
    await until('it is told', isTold)
    expect(told().at(-1)?.payload).toEqual({ voicemailId: message?.id, boxId: box.id })
    await centre.asAdmin('DELETE', `/v1/voicemails/${message?.id}`)
    await received(1)
  })

  it('ends the message with #, or by hanging up', async () => {
    const first = await beeped()
    first.rtp.say(callerTone)
    await first.rtp.receives(120)
    first.rtp.press('#')
    await first.hears('BYE')
    await received(2)
    const second = await beeped()
    second.rtp.say(callerTone)
    await second.rtp.receives(120)
    second.hangup()
    const message = await received(3)
    expect(message?.durationMs).toBeGreaterThan(1500)
  })

  it('leaves nothing when nothing is said', async () => {
    const call = await beeped()
    call.rtp.say()
    await call.hears('BYE')
    await until('the call has its record', async () => (await centre.calls('live')).length === 0)
    expect(await messages()).toHaveLength(3)
  })
})

describe('a message', () => {
  it('is heard, marked and deleted by the agents of its queue', async () => {
    const boxes = async () =>
      (await ada.send<{ items: VoicemailBox[] }>('GET', '/v1/voicemail-boxes')).items
    expect((await boxes())[0]).toMatchObject({ id: box.id, unheard: 3 })
    const { items } = await ada.send<{ items: Voicemail[] }>('GET', '/v1/voicemails')
    const path = `/v1/voicemails/${items[0]?.id}`
    const heard = await ada.send<Voicemail>('PATCH', path, { heard: true })
    expect(heard.heardAt).not.toBeNull()
    expect((await boxes())[0]).toMatchObject({ unheard: 2 })
    await ada.send('DELETE', path)
    await expect(ada.send('PATCH', path, { heard: true })).rejects.toThrow('not_found')
    expect((await centre.audio(`${path}/audio`)).response.status).toBe(404)
    expect(await messages()).toHaveLength(2)
  })

  it('is nobody else’s to hear', async () => {
    const { id: salesId } = await centre.queue('Sales')
    const [message] = await messages()
    const sales = { queueId: salesId }
    await centre.asAdmin('PATCH', `/v1/voicemail-boxes/${box.id}`, sales)
    await centre.asAdmin('PUT', `/v1/queues/${salesId}/agents`, { agentIds: [] })
    expect(await ada.send('GET', '/v1/voicemails')).toMatchObject({ items: [] })
    await expect(ada.send('DELETE', `/v1/voicemails/${message?.id}`)).rejects.toThrow('not_found')
    const own = { queueId: null, agentId: ada.id }
    await centre.asAdmin('PATCH', `/v1/voicemail-boxes/${box.id}`, own)
    expect((await ada.send<{ items: Voicemail[] }>('GET', '/v1/voicemails')).items).toHaveLength(2)
    const both = centre.asAdmin('PATCH', `/v1/voicemail-boxes/${box.id}`, sales)
    await expect(both).rejects.toThrow('not for both')
  })

  it('keeps its box from being deleted, as does a flow that leads to it', async () => {
    const path = `/v1/voicemail-boxes/${box.id}`
    await expect(centre.asAdmin('DELETE', path)).rejects.toThrow(
      'The flow “Box” leads to this box.',
    )
    const other = await centre.asAdmin<VoicemailBox>('POST', '/v1/voicemail-boxes', {
      name: 'Other',
    })
    await centre.asAdmin('DELETE', `/v1/voicemail-boxes/${other.id}`)
  })
})
