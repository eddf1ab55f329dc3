import type { Recording, RotatedWebhookSecret } from '@iris/contracts'
import { createHmac } from 'node:crypto'
import { channelsOfWav, inTurn, spoken, tonesIn } from '@iris/telephony/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { agentTone, callerTone, until } from '../../../../testing/call-centre.ts'
import { hearsWords, type LedCalls, openLedCalls, OUTSIDE } from '../../../../testing/led-calls.ts'

const SECOND = '+15550108888'
const OWN = '+15550100100'

let led: LedCalls
let centre: LedCalls['centre']
let hooks: LedCalls['hooks']

beforeAll(async () => {
  led = await openLedCalls()
  ;({ centre, hooks } = led)
})
afterAll(() => led.close())
afterEach(() => led.quiet())

describe('a call that is placed with verbs', () => {
  it('says, waits, gathers keys and hangs up, and is written down', async () => {
    const { placed, call } = await led.taken({
      verbs: [
        { kind: 'say', text: 'Good morning.' },
        { kind: 'pause', ms: 300 },
        {
          kind: 'gather',
          maxDigits: 3,
          prompts: [{ kind: 'say', text: 'Please enter your number now, and take your time.' }],
        },
        { kind: 'say', text: 'Thank you.' },
        { kind: 'hangup' },
      ],
    })
    await hearsWords(call)
    await led.at(placed, 'gather')
    for (const key of ['4', '7', '1']) call.rtp.press(key)
    expect(await led.resultOf(placed)).toEqual({ verb: 'gather', outcome: 'digits', digits: '471' })
    await call.hears('BYE')
    const record = await led.recordOf(placed)
    expect(record).toMatchObject({ cause: 'NORMAL_CLEARING', endedBy: 'flow' })
    expect(record.answeredAt).not.toBeNull()
    expect(record.path.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['say', 'next'],
      ['gather', 'digits'],
      ['say', 'next'],
    ])
  })
})

describe('a call that is recorded and asks for digits in secret', () => {
  it('tells them to the address that asked alone, and holds silence meanwhile', async () => {
    // The recording goes on half a second after the last key: the call lasts well beyond that, whatever a voice takes.
    hooks.answer('/pin', () => [
      { kind: 'say', text: 'Thank you.' },
      { kind: 'pause', ms: 2000 },
    ])
    const { placed, call } = await led.taken({
      verbs: [
        { kind: 'record_call', action: 'on' },
        { kind: 'pause', ms: 600 },
        { kind: 'gather', maxDigits: 4, sensitive: true, actionUrl: `${hooks.origin}/pin` },
      ],
    })
    call.rtp.say(callerTone)
    await led.at(placed, 'gather')
    await call.rtp.receives(25)
    for (const key of '8317') call.rtp.press(key)
    await call.hears('BYE')
    const { path } = await led.recordOf(placed)
    expect(path.map(({ kind }) => kind)).toEqual(['record_call', 'gather', 'say'])
    expect(hooks.asked('/pin')[0]?.body['result']).toMatchObject({ digits: '8317' })
    expect(await led.resultOf(placed)).toMatchObject({ digits: '••••', sensitive: true })
    const read = async () =>
      (await centre.asAdmin<{ items: Recording[] }>('GET', `/v1/calls/${placed.id}/recordings`))
        .items[0]
    await until('it is ready', async () => (await read())?.state === 'ready')
    const { left } = channelsOfWav(
      (await centre.audio(`/v1/recordings/${(await read())?.id}/audio`)).bytes,
    )
    // A tenth of a second each.
    const said = Array.from(
      { length: Math.floor(left.length / 800) },
      (_, index) => tonesIn(left.subarray(800 * index, 800 * (index + 1)), [callerTone]).length,
    )
    const changes = said.filter((is, index) => is !== said[index - 1])
    const begins = changes.indexOf(1)
    expect(changes.slice(begins, begins + 3)).toEqual([1, 0, 1])
  })
})

describe('a call that is placed with an address', () => {
  it('does what it answers, asks the next with the result, dials out and is told of', async () => {
    hooks.answer('/start', () => ({
      verbs: [
        { kind: 'say', text: 'Whom do you want?' },
        { kind: 'gather', maxDigits: 4, actionUrl: `${hooks.origin}/digits` },
        { kind: 'say', text: 'Never.' },
      ],
    }))
    hooks.answer('/digits', () => [
      { kind: 'say', text: 'One moment.' },
      {
        kind: 'dial',
        to: [{ number: SECOND }],
        actionUrl: `${hooks.origin}/dialled`,
      },
    ])
    hooks.answer('/dialled', () => [{ kind: 'hangup' }])
    hooks.answer('/status', (_hook, response) => response.writeHead(204).end())
    const { placed, call } = await led.taken({
      url: `${hooks.origin}/start`,
      statusCallbackUrl: `${hooks.origin}/status`,
    })
    await hearsWords(call)
    for (const key of '12#') call.rtp.press(key)
    const other = await led.carrier.nextCall()
    call.rtp.say(callerTone)
    await other.answer()
    other.rtp.say(agentTone)
    await call.rtp.hears([agentTone], [callerTone])
    await other.rtp.hears([callerTone], [agentTone])
    other.hangup()
    await call.hears('BYE')
    await led.recordOf(placed)

    const [started, digits, dialled] = ['/start', '/digits', '/dialled'].map(
      (path) => hooks.asked(path)[0]?.body,
    )
    const ours = {
      id: placed.id,
      direction: 'outbound',
      from: OWN,
      to: OUTSIDE,
      answered: true,
      answeredBy: null,
    }
    expect(started).toEqual({ reason: 'started', call: ours, result: null, failure: null })
    expect(digits).toMatchObject({
      reason: 'result',
      result: { verb: 'gather', outcome: 'digits', digits: '12' },
    })
    expect(dialled).toMatchObject({
      result: {
        verb: 'dial',
        outcome: 'answered',
        cause: 'NORMAL_CLEARING',
        answeredBy: { number: SECOND },
      },
    })
    await until('all is told', async () => hooks.asked('/status').length === 3)
    expect(new Set(hooks.asked('/status').map(({ body }) => body['type']))).toEqual(
      new Set(['call.started', 'call.answered', 'call.ended']),
    )
  })

  it('is asked once it is known who answered, and is told', async () => {
    const hello = inTurn(300, await spoken('Hello?'))
    hooks.answer('/who', () => [{ kind: 'hangup' }])
    const { call } = await led.taken({
      url: `${hooks.origin}/who`,
      machineDetection: { mode: 'detect' },
    })
    call.rtp.sayOnce(hello)
    await until('it is asked', async () => hooks.asked('/who').length > 0)
    expect(hooks.asked('/who')[0]?.body).toMatchObject({ call: { answeredBy: 'human' } })
    await call.hears('BYE')
  })

  it('signs what it asks with the secret that was shown', async () => {
    const { secret } = await centre.asAdmin<RotatedWebhookSecret>(
      'POST',
      '/v1/webhook-secret/rotate',
      { endPreviousNow: true },
    )
    hooks.answer('/signed', () => [{ kind: 'hangup' }])
    const { call } = await led.taken({ url: `${hooks.origin}/signed` })
    await call.hears('BYE')
    const [hook] = hooks.asked('/signed')
    const {
      'webhook-id': id,
      'webhook-timestamp': at,
      'webhook-signature': signature,
    } = hook?.headers ?? {}
    const expected = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'))
      .update(`${String(id)}.${String(at)}.${hook?.text}`)
      .digest('base64')
    expect(signature).toBe(`v1,${expected}`)
    expect(Math.abs(Date.now() / 1000 - Number(at))).toBeLessThan(60)
  })

  it('is asked again where it fails, by the same id, and does what it then says', async () => {
    let tries = 0
    hooks.answer('/flaky', (_hook, response) => {
      tries += 1
      if (tries < 3) return void response.writeHead(503).end()
      return [{ kind: 'hangup' }]
    })
    const { call } = await led.taken({ url: `${hooks.origin}/flaky` })
    await call.hears('BYE')
    const ids = hooks.asked('/flaky').map(({ headers }) => headers['webhook-id'])
    expect(ids).toHaveLength(3)
    expect(new Set(ids).size).toBe(1)
  })

  it('goes on with another list where it is redirected', async () => {
    hooks.answer('/first', () => [{ kind: 'redirect', url: `${hooks.origin}/second` }])
    hooks.answer('/second', () => [{ kind: 'say', text: 'You are here.' }, { kind: 'hangup' }])
    const { call } = await led.taken({ url: `${hooks.origin}/first` })
    await hearsWords(call)
    await call.hears('BYE')
    expect(hooks.asked('/second')[0]?.body).toMatchObject({ reason: 'redirect' })
  })
})
