import type { Call, EventOf, Trunk, Verb, VerbResult } from '@iris/contracts'
import { loudness, type PhoneCall, type ScriptedPhone } from '@iris/telephony/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type CallCentre, openCallCentre, until } from '../../../../testing/call-centre.ts'
import { openWebhookServer, type WebhookServer } from '../../../../testing/webhook-server.ts'

const OUTSIDE = '+15550107777'

let centre: CallCentre
let hooks: WebhookServer
let carrier: ScriptedPhone
const results: EventOf<'call.verb_result'>['payload'][] = []

beforeAll(async () => {
  centre = await openCallCentre()
  hooks = await openWebhookServer()
  carrier = await centre.caller('carrier')
  const port = Number(/:(\d+)$/.exec(carrier.uri)?.[1])
  const trunk = { name: 'Main', host: '127.0.0.1', port, callsPerSecond: 100 }
  const { id } = await centre.asAdmin<Trunk>('POST', '/v1/trunks', trunk)
  await until('the trunk is open', async () => {
    const asked = centre.asAdmin('POST', `/v1/trunks/${id}/test`, {})
    return asked.then(
      () => true,
      () => false,
    )
  })
  centre.ground.bus.watch((event) => {
    if (event.type === 'call.verb_result') results.push(event.payload)
  })
})
afterAll(async () => {
  hooks.close()
  await centre.close()
})
afterEach(() => until('no call is left', async () => (await centre.calls('live')).length === 0))

/** What a verb is written as: what has a default may be left out. */
type Written = Pick<Verb, 'kind'> & Record<string, unknown>

const place = (more: object): Promise<Call> =>
  centre.asAdmin<Call>('POST', '/v1/calls', { to: OUTSIDE, ...more })

/** Places a call and takes it. */
async function taken(more: object): Promise<{ placed: Call; call: PhoneCall }> {
  const placed = await place(more)
  const call = await carrier.nextCall()
  await call.answer()
  return { placed, call }
}

const doing = (...verbs: Written[]) => taken({ verbs })

const hearsWords = (call: PhoneCall): Promise<unknown> =>
  call.rtp.until('hears somebody', () => loudness(call.rtp.latestAudio()) > 200)

async function recordOf({ id }: Call): Promise<Call> {
  const read = () => centre.asAdmin<Call>('GET', `/v1/calls/${id}`)
  await until('the call has ended', async () => (await read()).state === 'ended')
  return read()
}

async function resultOf({ id }: Call): Promise<VerbResult | undefined> {
  const found = () => results.find(({ callId }) => callId === id)?.result
  await until('a verb has its result', async () => found() !== undefined)
  return found()
}

describe('a call that is placed with verbs', () => {
  it('says, waits, gathers keys and hangs up, and is written down', async () => {
    const { placed, call } = await doing(
      { kind: 'say', text: 'Good morning.' },
      { kind: 'pause', ms: 300 },
      {
        kind: 'gather',
        maxDigits: 3,
        prompts: [{ kind: 'say', text: 'Please enter your number now, and take your time.' }],
      },
      { kind: 'say', text: 'Thank you.' },
      { kind: 'hangup' },
    )
    await hearsWords(call)
    await until('keys are gathered', async () => {
      const [live] = await centre.calls('live')
      return live?.path.some(({ kind }) => kind === 'gather') ?? false
    })
    for (const key of ['4', '7', '1']) call.rtp.press(key)
    expect(await resultOf(placed)).toEqual({ verb: 'gather', outcome: 'digits', digits: '471' })
    await call.hears('BYE')
    const record = await recordOf(placed)
    expect(record).toMatchObject({ cause: 'NORMAL_CLEARING', endedBy: 'flow' })
    expect(record.answeredAt).not.toBeNull()
    expect(record.path.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['say', 'next'],
      ['gather', 'digits'],
      ['say', 'next'],
    ])
  })
})
