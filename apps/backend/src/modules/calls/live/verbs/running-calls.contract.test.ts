import type { Call, CallAction, Recording } from '@iris/contracts'
import {
  channelsOfWav,
  loudness,
  type PhoneCall,
  tone,
  tonesIn,
  wavFile,
} from '@iris/telephony/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { agentTone, callerTone, hearsMusic, until } from '../../../../testing/call-centre.ts'
import { hearsWords, type LedCalls, openLedCalls } from '../../../../testing/led-calls.ts'

let led: LedCalls
let centre: LedCalls['centre']

beforeAll(async () => {
  led = await openLedCalls()
  ;({ centre } = led)
  const { id } = await centre.queue('Support')
  await centre.asAdmin('PATCH', `/v1/queues/${id}`, { wrapUpMs: 0 })
})
afterAll(() => led.close())
afterEach(() => led.quiet())

const waiting = { verbs: [{ kind: 'pause', ms: 60_000 }] }
const change = ({ id }: Call, what: object) => centre.asAdmin('PATCH', `/v1/calls/${id}`, what)
const act = ({ id }: Call, action: Partial<CallAction> & { kind: string }) =>
  centre.asAdmin('POST', `/v1/calls/${id}/actions`, action)

async function up(what: object): Promise<{ placed: Call; call: PhoneCall }> {
  const both = await led.taken(what)
  await until('the call is up', async () => (await led.read(both.placed)).answeredAt !== null)
  return both
}

const hearsNothing = (call: PhoneCall) =>
  call.rtp.until('hears nothing', () => loudness(call.rtp.latestAudio()) < 20)

describe('a running call', () => {
  it('does other verbs from now on', async () => {
    const { placed, call } = await up(waiting)
    await change(placed, { verbs: [{ kind: 'say', text: 'Now something else.' }] })
    await hearsWords(call)
    await call.hears('BYE')
    expect(await led.recordOf(placed)).toMatchObject({ cause: 'NORMAL_CLEARING', endedBy: 'flow' })
  })

  it('goes on with a flow that is published', async () => {
    const { items } = await centre.asAdmin<{ items: { id: string }[] }>('GET', '/v1/flows')
    const { placed, call } = await up(waiting)
    await change(placed, { flowId: items[0]?.id })
    await led.at(placed, 'menu')
    call.hangup()
    expect((await led.recordOf(placed)).path.at(-1)).toMatchObject({
      kind: 'menu',
      outcome: 'caller_hung_up',
    })
  })

  it('leaves its queue, or its agent, for what it is to do now', async () => {
    const { id: queueId } = await centre.queue('Support')
    const { placed, call } = await up({ verbs: [{ kind: 'enqueue', queueId }] })
    await hearsMusic(call.rtp)
    await change(placed, { verbs: [{ kind: 'enqueue', queueId, priority: 5 }] })
    await until('it waits again', async () => {
      const { path } = await led.read(placed)
      return path.filter(({ kind }) => kind === 'queue').length === 2
    })
    const ada = await centre.agent('agent1@demo.test')
    await ada.choose({ kind: 'available' })
    const desk = await ada.accept()
    await call.rtp.hears([agentTone])
    await change(placed, { verbs: [{ kind: 'say', text: 'Your agent has left.' }] })
    await desk.hears('BYE')
    await hearsWords(call)
    await call.hears('BYE')
    await ada.choose({ kind: 'offline' })
  })

  it('ends when its new time is over', async () => {
    const { placed, call } = await up(waiting)
    await change(placed, { timeLimitMs: 1000 })
    await call.hears('BYE')
    expect(await led.recordOf(placed)).toMatchObject({ endedBy: 'system' })
    await expect(change(placed, { timeLimitMs: 1000 })).rejects.toThrow('The call has ended')
  })

  it('says and plays to whom it is told to, until that is stopped', async () => {
    const { placed, call } = await up(waiting)
    await act(placed, { kind: 'say', text: 'Somebody wants to tell you something.' })
    await hearsWords(call)
    await act(placed, { kind: 'play', sources: [{ prompt: 'hold-music' }], loop: 3 })
    await hearsMusic(call.rtp)
    await act(placed, { kind: 'stop_playing' })
    await hearsNothing(call)
    await act(placed, { kind: 'hangup' })
    await call.hears('BYE')
    await led.recordOf(placed)
  })

  it('takes keys beside what it does, and sends some', async () => {
    const { placed, call } = await up(waiting)
    await act(placed, { kind: 'gather', maxDigits: 2 })
    await call.rtp.receives(20)
    for (const key of '42') call.rtp.press(key)
    expect(await led.resultOf(placed)).toEqual({ verb: 'gather', outcome: 'digits', digits: '42' })
    await act(placed, { kind: 'send_digits', digits: '7#' })
    await call.rtp.receivesKeys('7#')
    await act(placed, { kind: 'hangup', cause: 'USER_BUSY' })
    await call.hears('BYE')
    expect((await led.recordOf(placed)).cause).toBe('USER_BUSY')
  })
})

describe('a verb that dials', () => {
  it('rings an agent and a number at once, and the first to take it has the call', async () => {
    const ada = await centre.agent('agent1@demo.test')
    await ada.choose({ kind: 'available' })
    const SECOND = '+15550108888'
    const { placed, call } = await led.taken({
      verbs: [
        {
          kind: 'dial',
          strategy: 'simultaneous',
          to: [{ number: SECOND }, { agentId: ada.id }],
        },
      ],
    })
    const other = await led.carrier.nextCall()
    other.ring()
    call.rtp.say(callerTone)
    const desk = await ada.accept()
    await other.hears('CANCEL')
    await call.rtp.hears([agentTone], [callerTone])
    await desk.rtp.hears([callerTone], [agentTone])
    await ada.becomes('in_call')
    desk.hangup()
    expect(await led.resultOf(placed)).toMatchObject({
      verb: 'dial',
      outcome: 'answered',
      answeredBy: { agentId: ada.id },
    })
    await call.hears('BYE')
    await ada.becomes('available')
    await ada.choose({ kind: 'offline' })
  })

  it('lets the called hear a whisper first, and lets go of all when the caller hangs up', async () => {
    const { placed, call } = await led.taken({
      verbs: [
        {
          kind: 'dial',
          to: [{ number: '+15550108888' }],
          whisper: { kind: 'say', text: 'A customer is calling. Please be kind.' },
        },
      ],
    })
    const other = await led.carrier.nextCall()
    await other.answer()
    await hearsWords(other)
    other.rtp.say(agentTone)
    await call.rtp.hears([agentTone])
    call.hangup()
    await other.hears('BYE')
    expect(await led.recordOf(placed)).toMatchObject({ endedBy: 'callee' })
  })

  it('tells why nobody took the call', async () => {
    led.hooks.answer('/nobody', () => [{ kind: 'hangup' }])
    const { call } = await led.taken({
      verbs: [
        {
          kind: 'dial',
          to: [{ number: '+15550108888' }],
          actionUrl: `${led.hooks.origin}/nobody`,
        },
      ],
    })
    const other = await led.carrier.nextCall()
    other.respond({ status: 486 })
    await call.hears('BYE')
    expect(led.hooks.asked('/nobody')[0]?.body).toMatchObject({
      result: { outcome: 'failed', cause: 'USER_BUSY', answeredBy: null },
    })
  })
})

describe('a verb that transfers', () => {
  it('gives the call to a number, and what follows is not done', async () => {
    const { placed, call } = await led.taken({
      verbs: [
        { kind: 'transfer', to: { number: '+15550108888' } },
        { kind: 'pause', ms: 60_000 },
      ],
    })
    const other = await led.carrier.nextCall()
    await other.answer()
    call.rtp.say(callerTone)
    other.rtp.say(agentTone)
    await call.rtp.hears([agentTone], [callerTone])
    await other.rtp.hears([callerTone], [agentTone])
    other.hangup()
    await call.hears('BYE')
    const record = await led.recordOf(placed)
    expect(record.path.map(({ kind }) => kind)).toEqual(['dial', 'number'])
    expect(record.answeredAt).not.toBeNull()
  })
})

describe('a verb that plays', () => {
  it('plays a sound from an address, which is sent again only where it has changed', async () => {
    const wav = wavFile(tone(agentTone, 1500), 'pcm16')
    let sent = 0
    led.hooks.answer('/sound.wav', ({ headers }, response) => {
      if (headers['if-none-match'] === '"one"') return void response.writeHead(304).end()
      sent += 1
      response.writeHead(200, { 'content-type': 'audio/wav', etag: '"one"' }).end(wav)
    })
    const verbs = [{ kind: 'play', sources: [{ url: `${led.hooks.origin}/sound.wav` }] }]
    for (let turn = 0; turn < 2; turn += 1) {
      const { call } = await led.taken({ verbs })
      await call.rtp.hears([agentTone], [callerTone])
      await call.hears('BYE')
    }
    expect(led.hooks.asked('/sound.wav')).toHaveLength(2)
    expect(sent).toBe(1)
  })

  it('goes on with the list where the sound is none', async () => {
    led.hooks.answer('/page', () => ({ not: 'a sound' }))
    const { placed, call } = await led.taken({
      verbs: [
        { kind: 'play', sources: [{ url: `${led.hooks.origin}/page` }] },
        { kind: 'say', text: 'There was nothing to hear.' },
      ],
    })
    await hearsWords(call)
    await call.hears('BYE')
    expect((await led.recordOf(placed)).path.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['play', 'error'],
      ['say', 'next'],
    ])
  })
})

describe('a verb that joins a conference', () => {
  it('brings callers together until somebody ends it, and tells so', async () => {
    led.hooks.answer('/out', () => [{ kind: 'say', text: 'It is over.' }, { kind: 'hangup' }])
    const join = {
      verbs: [{ kind: 'conference', name: 'Morning', actionUrl: `${led.hooks.origin}/out` }],
    }
    const one = await led.taken(join)
    const two = await led.taken(join)
    one.call.rtp.say(callerTone)
    two.call.rtp.say(agentTone)
    await one.call.rtp.hears([agentTone], [callerTone])
    await two.call.rtp.hears([callerTone], [agentTone])
    await until('it says so', async () => (await led.read(one.placed)).state === 'in_conference')
    await expect(act(one.placed, { kind: 'say', text: 'Hello.' })).rejects.toThrow('conference')
    const { items } = await centre.asAdmin<{ items: { id: string; name: string }[] }>(
      'GET',
      '/v1/conferences',
    )
    const id = items.find(({ name }) => name === 'Morning')?.id
    await centre.asAdmin('POST', `/v1/conferences/${id}/actions`, { kind: 'end' })
    await Promise.all([one.call.hears('BYE'), two.call.hears('BYE')])
    const told = led.hooks.asked('/out').map(({ body }) => body['result'])
    expect(told).toEqual([
      { verb: 'conference', outcome: 'ended', conferenceId: id },
      { verb: 'conference', outcome: 'ended', conferenceId: id },
    ])
  })

  it('is left when the call is to do something else', async () => {
    const { placed, call } = await led.taken({
      verbs: [{ kind: 'conference', name: 'Evening' }],
    })
    await led.at(placed, 'conference')
    await until('it says so', async () => (await led.read(placed)).state === 'in_conference')
    await change(placed, { verbs: [{ kind: 'say', text: 'You are out of it.' }] })
    await hearsWords(call)
    await call.hears('BYE')
    expect((await led.recordOf(placed)).path.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['conference', 'replaced'],
      ['say', 'next'],
    ])
  })
})

describe('the recording of a running call', () => {
  it('is begun, paused, resumed and stopped whatever the call does', async () => {
    const { placed, call } = await up(waiting)
    const recordings = async () =>
      (
        await centre.asAdmin<{ items: Recording[] }>('GET', `/v1/calls/${placed.id}/recordings`)
      ).items.map(({ state }) => state)
    const becomes = (state: Recording['state']) =>
      until(`it is ${state}`, async () => (await recordings()).join() === state)
    await act(placed, { kind: 'record' })
    await becomes('recording')
    call.rtp.say(callerTone)
    await call.rtp.receives(20)
    await act(placed, { kind: 'pause_recording' })
    await becomes('paused')
    await act(placed, { kind: 'resume_recording' })
    await becomes('recording')
    await act(placed, { kind: 'stop_recording' })
    await becomes('ready')
    const { items } = await centre.asAdmin<{ items: Recording[] }>(
      'GET',
      `/v1/calls/${placed.id}/recordings`,
    )
    const { bytes } = await centre.audio(`/v1/recordings/${items[0]?.id}/audio`)
    expect(tonesIn(channelsOfWav(bytes).left, [callerTone, agentTone])).toEqual([callerTone])
    await act(placed, { kind: 'hangup' })
    await call.hears('BYE')
    await led.recordOf(placed)
  })
})

describe('somebody who is added to a talk', () => {
  it('is rung while both talk on, and joins them when they take the call', async () => {
    const thirdTone = 1700
    const ada = await centre.agent('agent1@demo.test')
    await ada.choose({ kind: 'available' })
    const { id: queueId } = await centre.queue('Support')
    const { placed, call } = await up({ verbs: [{ kind: 'enqueue', queueId }] })
    call.rtp.say(callerTone)
    const desk = await ada.accept()
    await call.rtp.hears([agentTone])
    await until('it says so', async () => (await led.read(placed)).state === 'connected')
    await act(placed, { kind: 'dial', to: { kind: 'number', number: '+15550108888' } })
    const third = await led.carrier.nextCall()
    third.ring()
    await until('it is said that somebody is rung', async () => {
      const { consult } = await led.read(placed)
      return consult?.state === 'ringing'
    })
    await call.rtp.hears([agentTone], [thirdTone])
    await desk.rtp.hears([callerTone], [thirdTone])
    await third.answer()
    third.rtp.say(thirdTone)
    await call.rtp.hears([agentTone, thirdTone])
    await desk.rtp.hears([callerTone, thirdTone])
    await third.rtp.hears([callerTone, agentTone])
    third.hangup()
    await desk.rtp.hears([callerTone], [thirdTone])
    await act(placed, { kind: 'hangup' })
    await call.hears('BYE')
    await ada.choose({ kind: 'offline' })
  })
})

describe('a call that is ended with a cause', () => {
  it('is refused by it where it rings', async () => {
    const body = { number: '+15550100179', answerUrl: `${led.hooks.origin}/let-it-ring` }
    const { id } = await centre.asAdmin<{ id: string }>('POST', '/v1/numbers', body)
    led.hooks.answer('/let-it-ring', () => [{ kind: 'ring', ms: 60_000 }])
    const caller = await centre.caller()
    const ways: [string, (call: Call) => Promise<unknown>][] = [
      ['486', (call) => act(call, { kind: 'hangup', cause: 'USER_BUSY' })],
      ['404', (call) => centre.asAdmin('DELETE', `/v1/calls/${call.id}?cause=UNALLOCATED_NUMBER`)],
      ['410', (call) => act(call, { kind: 'hangup', cause: 'NUMBER_CHANGED' })],
    ]
    for (const [status, end] of ways) {
      const call = await caller.call(body.number)
      await call.hears('180')
      await until('it is written down', async () => (await centre.calls('live')).length === 1)
      const [ringing] = await centre.calls('live')
      if (!ringing) throw new Error('no call rings')
      await end(ringing)
      await call.hears(status)
      expect((await led.recordOf(ringing)).answeredAt).toBeNull()
    }
    await centre.asAdmin('DELETE', `/v1/numbers/${id}`)
  })

  it('is cancelled where it is still dialled', async () => {
    const to = '+15550107777'
    const placed = await centre.asAdmin<Call>('POST', '/v1/calls', { to, ...waiting })
    const call = await led.carrier.nextCall()
    call.ring()
    await act(placed, { kind: 'hangup', cause: 'USER_BUSY' })
    await call.hears('CANCEL')
    expect(await led.recordOf(placed)).toMatchObject({ cause: 'ORIGINATOR_CANCEL' })
  })
})
