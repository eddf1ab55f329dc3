import type { Flow, Recording, TenantNumber, VerbResult, VoicemailBox } from '@iris/contracts'
import { channelsOfWav, tonesIn } from '@iris/telephony/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { agentTone, callerTone, until } from '../../../../testing/call-centre.ts'
import { hearsWords, type LedCalls, openLedCalls } from '../../../../testing/led-calls.ts'

let led: LedCalls
let centre: LedCalls['centre']
let hooks: LedCalls['hooks']

beforeAll(async () => {
  led = await openLedCalls()
  ;({ centre, hooks } = led)
})
afterAll(() => led.close())
afterEach(() => led.quiet())

describe('a call to a number that an address answers', () => {
  let numberId: string
  const number = '+15550100177'

  beforeAll(async () => {
    const body = { number, answerUrl: `${hooks.origin}/answer`, answerFallbackUrl: null }
    numberId = (await centre.asAdmin<TenantNumber>('POST', '/v1/numbers', body)).id
  })
  afterAll(() => centre.asAdmin('DELETE', `/v1/numbers/${numberId}`))

  it('rings until a verb answers it', async () => {
    const caller = await centre.caller()
    hooks.answer('/answer', () => [
      { kind: 'ring', ms: 300 },
      { kind: 'say', text: 'Welcome.' },
      { kind: 'hangup' },
    ])
    const call = await caller.call(number)
    await call.hears('180')
    await hearsWords(call)
    await call.hears('BYE')
    expect(call.heard.indexOf('180')).toBeLessThan(call.heard.indexOf('200'))
    const { body } = hooks.asked('/answer')[0] ?? {}
    expect(body).toMatchObject({ reason: 'started', call: { to: number, answered: false } })
  })

  it('can be rejected with a cause, and is then never answered', async () => {
    const caller = await centre.caller()
    hooks.answer('/answer', () => [{ kind: 'reject', cause: 'USER_BUSY' }])
    const call = await caller.call(number)
    await call.hears('486')
    const asked = hooks.asked('/answer').at(-1)?.body['call'] as { id: string } | undefined
    expect(await led.recordOf({ id: asked?.id ?? '' })).toMatchObject({
      cause: 'USER_BUSY',
      endedBy: 'flow',
      answeredAt: null,
    })
  })

  it('is led by its flow where nobody says what to do', async () => {
    const { items } = await centre.asAdmin<{ items: Flow[] }>('GET', '/v1/flows')
    await centre.asAdmin('PATCH', `/v1/numbers/${numberId}`, { flowId: items[0]?.id })
    hooks.answer('/answer', (_hook, response) => void response.writeHead(404).end())
    const caller = await centre.caller()
    const call = await caller.call(number)
    await hearsWords(call)
    await until('the menu speaks', async () => {
      const [live] = await centre.calls('live')
      return live?.path.some(({ kind }) => kind === 'menu') ?? false
    })
    call.hangup()
    await centre.asAdmin('PATCH', `/v1/numbers/${numberId}`, { flowId: null })
  })

  it('leads to its voicemail box where nobody says what to do', async () => {
    const { id: queueId } = await centre.queue('Support')
    const box = { name: 'Nobody says', queueId }
    const { id: voicemailBoxId } = await centre.asAdmin<VoicemailBox>(
      'POST',
      '/v1/voicemail-boxes',
      box,
    )
    await centre.asAdmin('PATCH', `/v1/numbers/${numberId}`, { voicemailBoxId })
    hooks.answer('/answer', (_hook, response) => void response.writeHead(404).end())
    const caller = await centre.caller()
    const call = await caller.call(number)
    await call.hears('200')
    await until('it is at the box', async () => {
      const [live] = await centre.calls('live')
      return live?.path.some(({ kind }) => kind === 'voicemail') ?? false
    })
    call.hangup()
    await centre.asAdmin('PATCH', `/v1/numbers/${numberId}`, { voicemailBoxId: null })
  })

  it('records what the caller says, and knows the recording', async () => {
    hooks.answer('/answer', () => [
      { kind: 'record', beep: false, maxMs: 20_000, actionUrl: `${hooks.origin}/recorded` },
    ])
    hooks.answer('/recorded', () => [{ kind: 'hangup' }])
    const caller = await centre.caller()
    const call = await caller.call(number)
    await call.hears('200')
    call.rtp.say(callerTone)
    await until('it is being recorded', async () => {
      const { items } = await centre.asAdmin<{ items: Recording[] }>('GET', '/v1/recordings')
      return items[0]?.state === 'recording'
    })
    await call.rtp.receives(50)
    call.rtp.press('#')
    await call.hears('BYE')
    const result = hooks.asked('/recorded')[0]?.body['result'] as VerbResult
    expect(result).toMatchObject({ verb: 'record', outcome: 'recorded' })
    const recordingId = result.verb === 'record' ? result.recordingId : null
    const { bytes } = await centre.audio(`/v1/recordings/${recordingId}/audio`)
    expect(tonesIn(channelsOfWav(bytes).left, [callerTone, agentTone])).toEqual([callerTone])
  })

  it('waits in a queue, talks with an agent, and goes on when the agent has left', async () => {
    const { id: queueId } = await centre.queue('Support')
    hooks.answer('/answer', () => [
      { kind: 'enqueue', queueId, actionUrl: `${hooks.origin}/after` },
    ])
    hooks.answer('/after', () => [{ kind: 'say', text: 'Goodbye then.' }, { kind: 'hangup' }])
    const ada = await centre.agent('agent1@demo.test')
    await ada.choose({ kind: 'available' })
    const caller = await centre.caller()
    const call = await caller.call(number)
    await call.hears('200')
    call.rtp.say(callerTone)
    const desk = await ada.accept()
    await call.rtp.hears([agentTone], [callerTone])
    await desk.rtp.hears([callerTone], [agentTone])
    desk.hangup()
    await call.hears('BYE')
    expect(hooks.asked('/after')[0]?.body).toMatchObject({
      result: { verb: 'enqueue', outcome: 'answered' },
    })
    await ada.choose({ kind: 'offline' })
  })
})
