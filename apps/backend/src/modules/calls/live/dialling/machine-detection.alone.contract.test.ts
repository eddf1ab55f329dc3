import type { Call, Flow, FlowDocument, IrisEvent, MachineDetection } from '@iris/contracts'
import { block, flowOf } from '@iris/flow/testing'
import { inTurn, type PhoneCall, type ScriptedPhone, spoken } from '@iris/telephony/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type CallCentre, openCallCentre, until } from '../../../../testing/call-centre.ts'

const outside = '+15550107777'

/** What a flow says of who answered: a tone for each, as the prompts are texts that take no time to speak. */
const document: FlowDocument = flowOf({
  first: block(
    'branch',
    {
      cases: [
        { left: '{{ call.answered_by }}', is: 'equals', right: 'human' },
        { left: '{{ call.answered_by }}', is: 'equals', right: 'machine' },
        { left: '{{ call.answered_by }}', is: 'is_empty', right: '' },
      ],
    },
    { case_1: 'human', case_2: 'machine', case_3: 'unknown', otherwise: 'unsure' },
  ),
  human: say('A person'),
  machine: say('A machine'),
  unsure: say('Unsure'),
  unknown: say('Not asked'),
})

function say(name: string) {
  const text = 'This is a message from the centre.'
  return block('say', { text }, { next: 'end', error: 'end' }, name)
}

let centre: CallCentre
let flow: Flow
let carrier: ScriptedPhone
let sounds: Record<'hello' | 'greeting' | 'desk', Int16Array>
const events: IrisEvent[] = []

beforeAll(async () => {
  centre = await openCallCentre()
  flow = await centre.asAdmin<Flow>('POST', '/v1/flows', { name: 'Who answered', document })
  await centre.asAdmin('POST', `/v1/flows/${flow.id}/publish`, {})
  carrier = await centre.caller('carrier')
  const port = Number(/:(\d+)$/.exec(carrier.uri)?.[1])
  const trunk = { name: 'Main', host: '127.0.0.1', port, callsPerSecond: 100 }
  const { id } = await centre.asAdmin<{ id: string }>('POST', '/v1/trunks', trunk)
  await until('the trunk is open', async () =>
    centre.asAdmin('POST', `/v1/trunks/${id}/test`, {}).then(
      () => true,
      () => false,
    ),
  )
  sounds = {
    hello: inTurn(300, await spoken('Hello?')),
    desk: inTurn(300, await spoken('Acme Plumbing and Heating, this is Jane.')),
    greeting: inTurn(
      300,
      await spoken('You have reached the mailbox of John Miller. Please leave a message.'),
    ),
  }
  centre.ground.bus.watch((event) => void events.push(event))
})
afterAll(() => centre.close())
afterEach(() => until('no call is left', async () => (await centre.calls('live')).length === 0))

const place = (machineDetection?: Partial<MachineDetection>): Promise<Call> =>
  centre.asAdmin<Call>('POST', '/v1/calls', {
    to: outside,
    flowId: flow.id,
    ...(machineDetection && { machineDetection }),
  })

/** Places a call; whoever takes it says this. */
async function answered(
  sound: Int16Array,
  detection?: Partial<MachineDetection>,
): Promise<{ readonly placed: Call; readonly call: PhoneCall }> {
  const placed = await place(detection)
  const call = await carrier.nextCall()
  await call.answer()
  call.rtp.sayOnce(sound)
  return { placed, call }
}

async function recordOf({ id }: Call): Promise<Call> {
  const read = () => centre.asAdmin<Call>('GET', `/v1/calls/${id}`)
  await until('the call has ended', async () => (await read()).state === 'ended', 20_000)
  return read()
}

const toldOf = (call: Call) =>
  events.flatMap((event) =>
    event.type === 'call.answered_by' && event.payload.callId === call.id ? [event.payload] : [],
  )

describe('a call that is to find out who answers', () => {
  it('runs its flow for a person once they have said hello, and tells', async () => {
    const { placed, call } = await answered(sounds.hello, { mode: 'detect' })
    await call.rtp.until('hears the centre', () =>
      call.rtp.latestAudio().some((sample) => Math.abs(sample) > 500),
    )
    const record = await recordOf(placed)
    expect(record).toMatchObject({
      answeredBy: 'human',
      endedBy: 'flow',
      path: [{ kind: 'branch', outcome: 'case_1' }, { name: 'A person' }, { kind: 'hang_up' }],
    })
    expect(record.answeredAt).not.toBeNull()
    await until('it is told', async () => toldOf(placed).length > 0)
    expect(toldOf(placed)).toEqual([expect.objectContaining({ answeredBy: 'human', beep: false })])
  })

  it('does not hang up on a person who greets at length', async () => {
    const wish = { mode: 'detect', onMachine: 'hang_up' } as const
    const { placed } = await answered(sounds.desk, wish)
    const record = await recordOf(placed)
    expect(record).toMatchObject({ answeredBy: 'human', endedBy: 'flow' })
    expect(record.path.map(({ name }) => name)).toContain('A person')
  })

  it('hangs up on a machine, if it is to', async () => {
    const { placed, call } = await answered(sounds.greeting, {
      mode: 'detect',
      onMachine: 'hang_up',
    })
    await call.hears('BYE')
    expect(await recordOf(placed)).toMatchObject({
      answeredBy: 'machine',
      endedBy: 'system',
      cause: 'NORMAL_CLEARING',
      path: [],
    })
  })

  it('waits for the beep of a machine, and speaks after it', async () => {
    const { placed, call } = await answered(inTurn(sounds.greeting, 600, beep(), 8000), {
      mode: 'wait_for_beep',
    })
    await until('it is a machine', async () => toldOf(placed).length === 1)
    expect((await centre.asAdmin<Call>('GET', `/v1/calls/${placed.id}`)).path).toEqual([])
    await call.rtp.until('hears the centre', () =>
      call.rtp.latestAudio().some((sample) => Math.abs(sample) > 500),
    )
    await until('the beep is told', async () => toldOf(placed).length === 2)
    expect(toldOf(placed).at(-1)).toMatchObject({ answeredBy: 'machine', beep: true })
    const record = await recordOf(placed)
    expect(record.path.map(({ name }) => name)).toContain('A machine')
  })

  it('goes on when its time is over, however little is known', async () => {
    const { placed } = await answered(inTurn(20), { mode: 'detect', timeoutMs: 2000 })
    const record = await recordOf(placed)
    expect(record).toMatchObject({ answeredBy: 'unsure' })
    expect(record.path.map(({ name }) => name)).toContain('Unsure')
  })

  it('goes on when a beep that it waits for does not come', async () => {
    const { placed } = await answered(sounds.greeting, { mode: 'wait_for_beep', timeoutMs: 6000 })
    const record = await recordOf(placed)
    expect(record).toMatchObject({ answeredBy: 'machine', endedBy: 'flow' })
  })

  it('has its record when the called hangs up meanwhile', async () => {
    const { placed, call } = await answered(inTurn(20), { mode: 'detect' })
    await call.hears('ACK')
    await until('it is answered', async () => {
      const now = await centre.asAdmin<Call>('GET', `/v1/calls/${placed.id}`)
      return now.answeredAt !== null
    })
    call.hangup()
    expect(await recordOf(placed)).toMatchObject({ answeredBy: null, endedBy: 'callee', path: [] })
  })
})

describe('a call that is not to find out', () => {
  it('runs its flow at once', async () => {
    const { placed } = await answered(inTurn(20))
    const record = await recordOf(placed)
    expect(record.answeredBy).toBeNull()
    expect(record.path.map(({ name }) => name)).toContain('Not asked')
    expect(toldOf(placed)).toEqual([])
  })

  it('is refused where it would wait for the beep and hang up on it', async () => {
    await expect(place({ mode: 'wait_for_beep', onMachine: 'hang_up' })).rejects.toThrow(
      'Who waits for the beep does not hang up on it.',
    )
    await expect(place({ mode: 'detect', timeoutMs: 100 })).rejects.toThrow('timeoutMs')
  })
})

function beep(): Int16Array {
  return Int16Array.from(
    { length: 3200 },
    (_, n) => 6000 * Math.sin((2 * Math.PI * 1000 * n) / 8000),
  )
}
