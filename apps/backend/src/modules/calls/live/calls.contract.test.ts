import type { Call } from '@iris/contracts'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { agentTone, callerTone, until } from '../../../testing/call-centre.ts'
import { openSupportDesk, type SupportDesk } from '../../../testing/support-desk.ts'

let desk: SupportDesk
let centre: SupportDesk['centre']
let ada: SupportDesk['ada']
let ben: SupportDesk['ben']

beforeAll(async () => {
  desk = await openSupportDesk({ queue: { ringTimeoutMs: 6000 } })
  ;({ centre, ada, ben } = desk)
})
afterAll(() => centre.close())
afterEach(() => desk.rest())

describe('a caller who presses 2', () => {
  it('hears music until an agent accepts, then both hear each other, and the record says where they were', async () => {
    const before = (await centre.calls('ended')).length
    const phone = await centre.caller()
    const call = await centre.callSupport(phone)
    await until('the caller waits', async () => (await centre.calls('live'))[0]?.state === 'queued')
    await call.rtp.until('hears something but no tone', () =>
      call.rtp.latestAudio().some((sample) => sample > 500),
    )

    await ada.choose({ kind: 'available' })
    const taken = await ada.accept()
    await call.rtp.hears([agentTone])
    await taken.rtp.hears([callerTone])
    await ada.becomes('in_call')
    expect((await ada.desk()).contact).toMatchObject({
      from: { value: '+15550100199' },
      number: { value: '+15550100100', display: '(555) 010-0100' },
      queue: { name: 'Support' },
    })

    call.hangup()
    await taken.hears('BYE')
    await ada.becomes('available')
    const [record] = await centre.records(before + 1)
    expect(record).toMatchObject({
      state: 'ended',
      cause: 'NORMAL_CLEARING',
      endedBy: 'caller',
      queue: { name: 'Support' },
      agent: { name: 'Ada Morgan' },
      path: [
        { kind: 'menu', name: 'Main menu', outcome: 'key_2' },
        { kind: 'queue', name: 'Support', outcome: 'answered' },
        { kind: 'agent', name: 'Ada Morgan', outcome: 'caller_hung_up' },
      ],
    })
    const times = [
      record!.startedAt,
      record!.answeredAt,
      record!.queuedAt,
      record!.connectedAt,
      record!.endedAt,
    ]
    expect(times).toEqual(times.toSorted())
  })

  it('shows the agent how well the two hear each other, and again when it gets worse', async () => {
    await ada.choose({ kind: 'available' })
    const before = (await centre.calls('ended')).length
    const call = await centre.callSupport(await centre.caller())
    const taken = await ada.accept()
    const grade = async () => (await ada.desk()).contact?.quality?.caller?.grade
    await until('the caller is heard well', async () => (await grade()) === 'good', 20_000)
    call.rtp.lose((frame) => frame % 3 !== 0)
    await until('the caller is heard badly', async () => (await grade()) === 'poor', 20_000)
    call.hangup()
    await taken.hears('BYE')
    const [record] = await centre.records(before + 1)
    expect(record?.quality?.caller?.received.lost).toBeGreaterThan(100)
    // What the caller lost on the way to us is not held against the agent's line.
    expect(record?.quality?.agent).toMatchObject({ grade: 'good', received: { lost: 0 } })
  })

  it('is hung up with the agent, whose hang-up is written down', async () => {
    await ada.choose({ kind: 'available' })
    const before = (await centre.calls('ended')).length
    const call = await centre.callSupport(await centre.caller())
    const taken = await ada.accept()
    await call.rtp.hears([agentTone])
    taken.hangup()
    await call.hears('BYE')
    const [record] = await centre.records(before + 1)
    expect(record).toMatchObject({ endedBy: 'agent', cause: 'NORMAL_CLEARING' })
  })

  it('hears music while the agent holds, and the agent while they do not', async () => {
    await ada.choose({ kind: 'available' })
    const call = await centre.callSupport(await centre.caller())
    const taken = await ada.accept()
    await call.rtp.hears([agentTone])
    taken.hold()
    await taken.hears('200', 1)
    await call.rtp.until('hears music and no longer the agent', () => {
      const audio = call.rtp.latestAudio()
      return audio.some((sample) => sample > 500) && !audioHas(audio, agentTone)
    })
    taken.resume()
    await call.rtp.hears([agentTone])
    call.hold()
    await taken.rtp.until('hears music and no longer the caller', () => {
      const audio = taken.rtp.latestAudio()
      return audio.some((sample) => sample > 500) && !audioHas(audio, callerTone)
    })
    call.resume()
    await taken.rtp.hears([callerTone])
    call.hangup()
    await taken.hears('BYE')
  })

  it('passes keys to the agent, and the agent to the caller', async () => {
    await ada.choose({ kind: 'available' })
    const call = await centre.callSupport(await centre.caller())
    const taken = await ada.accept()
    await taken.rtp.hears([callerTone])
    call.rtp.press('7')
    await taken.rtp.receivesKeys('7')
    taken.rtp.press('9')
    await call.rtp.receivesKeys('9')
    call.hangup()
    await taken.hears('BYE')
  })
})

/** Whether the audio holds the tone: a correlation far above that of music. */
function audioHas(audio: Int16Array, hz: number): boolean {
  let [re, im] = [0, 0]
  audio.forEach((sample, n) => {
    re += sample * Math.cos((2 * Math.PI * hz * n) / 8000)
    im += sample * Math.sin((2 * Math.PI * hz * n) / 8000)
  })
  return (2 * Math.hypot(re, im)) / audio.length > 1500
}

describe('an offer', () => {
  it('ends when the caller gives up, and the agent is available again', async () => {
    await ada.choose({ kind: 'available' })
    const call = await centre.callSupport(await centre.caller())
    const ringing = await ada.phone.nextCall()
    ringing.ring()
    await ada.becomes('offering')
    call.hangup()
    await ringing.hears('CANCEL')
    await ada.becomes('available')
  })

  it('that is rejected goes to the next agent, and the caller keeps the place', async () => {
    await ada.choose({ kind: 'available' })
    const call = await centre.callSupport(await centre.caller())
    const ringing = await ada.phone.nextCall()
    await ben.choose({ kind: 'available' })
    ringing.respond({ status: 486 })
    const taken = await ben.accept()
    await call.rtp.hears([agentTone])
    const way = async () => (await centre.calls('live'))[0]?.path
    // They hear each other before it is written down that they do.
    await expect
      .poll(async () => (await way())?.map(({ kind, outcome }) => `${kind} ${outcome}`))
      .toEqual(['menu key_2', 'queue answered', 'agent rejected', 'agent null'])
    await ada.becomes('available')
    call.hangup()
    await taken.hears('BYE')
  })

  it('that is missed leaves the agent not responding, and goes to the next', async () => {
    await ada.choose({ kind: 'available' })
    const call = await centre.callSupport(await centre.caller())
    const ringing = await ada.phone.nextCall()
    ringing.ring()
    await ringing.hears('CANCEL')
    await ada.becomes('not_responding')
    await ben.choose({ kind: 'available' })
    const taken = await ben.accept()
    await call.rtp.hears([agentTone])
    call.hangup()
    await taken.hears('BYE')
  })
})

describe('a caller who knows the menu', () => {
  it('presses the key at once and is not made to listen', async () => {
    const phone = await centre.caller()
    const call = await phone.call('+15550100100')
    await call.hears('200')
    call.rtp.say(callerTone)
    call.rtp.press('2')
    await until('the caller waits', async () => (await centre.calls('live'))[0]?.state === 'queued')
    call.hangup()
  })
})

describe('a call', () => {
  it('to a number that is not ours is refused, and is nobody’s record', async () => {
    const before = (await centre.calls()).length
    const phone = await centre.caller()
    const call = await phone.call('+15550109999')
    await call.hears('404')
    expect((await centre.calls()).length).toBe(before)
  })

  it('to a number without a flow is told that it is not in service', async () => {
    await centre.asAdmin('POST', '/v1/numbers', { number: '+15550100101' })
    const phone = await centre.caller()
    const call = await phone.call('+15550100101')
    await call.hears('200')
    await call.hears('BYE')
    const isIt = ({ number, state }: Call) => number.value === '+15550100101' && state === 'ended'
    await until('the call is recorded', async () => (await centre.calls()).some(isIt))
    const record = (await centre.calls()).find(isIt)
    expect(record).toMatchObject({ endedBy: 'flow', path: [{ kind: 'say' }, { kind: 'hang_up' }] })
  })
})

describe('calls one after another', () => {
  it('are twenty records for twenty calls', async () => {
    const before = (await centre.calls('ended')).length
    await ada.choose({ kind: 'available' })
    const phone = await centre.caller()
    for (let i = 0; i < 20; i++) {
      const call = await centre.callSupport(phone)
      const taken = await ada.accept()
      await call.rtp.hears([agentTone])
      call.hangup()
      await taken.hears('BYE')
      await ada.becomes('available')
    }
    const records = await centre.records(before + 20)
    expect(records).toHaveLength(before + 20)
    expect(records.slice(0, 20).every(({ cause }) => cause === 'NORMAL_CLEARING')).toBe(true)
    expect(new Set(records.map(({ id }) => id)).size).toBe(records.length)
  }, 120_000)
})

describe('five callers and two agents', () => {
  it('are answered in the order they came, and nobody is offered twice', async () => {
    const before = (await centre.calls('ended')).length
    const offered: string[] = []
    const stopWatching = centre.ground.bus.watch((event) => {
      if (event.type === 'contact.offered') offered.push(event.payload.contactId)
    })
    const calls = []
    for (let i = 0; i < 5; i++) {
      const call = await centre.callSupport(await centre.caller(`+1555010020${i}`))
      await until(`caller ${i} waits`, async () => {
        const live = await centre.calls('live')
        return live.some(
          ({ from, state }) => from.value === `+1555010020${i}` && state === 'queued',
        )
      })
      calls.push(call)
    }
    const arrival = (await centre.calls('live')).map(({ id }) => id).toReversed()

    const everybodyTaken = Promise.withResolvers<undefined>()
    let taken = 0
    const serve = async (agent: typeof ada) => {
      await agent.choose({ kind: 'available' })
      for (;;) {
        const next = await Promise.race([agent.accept(), everybodyTaken.promise])
        if (!next) return
        if (++taken === calls.length) everybodyTaken.resolve(undefined)
        await next.rtp.hears([callerTone])
        next.hangup()
        await until(
          'the agent is free',
          async () => (await agent.desk()).agent.state.kind !== 'in_call',
        )
      }
    }
    await Promise.all([serve(ada), serve(ben)])
    await Promise.all(calls.map((call) => call.hears('BYE')))
    await centre.records(before + 5)
    stopWatching()
    expect(offered).toEqual(arrival)
  })
})
