import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sequenceAhead, timestampAhead } from '../rtp/packet.ts'
import type { RtpPeer, RtpPeerOptions } from '../testing/rtp-peer.ts'
import type { TestEngine } from '../testing/test-engine.ts'
import { openTestEngine } from '../testing/test-engine.ts'

const tones = { caller: 440, agent: 620, supervisor: 800 } as const

let engine: TestEngine
let legs: string[]
let round = 0
let room: string

beforeAll(async () => {
  engine = await openTestEngine()
})

afterAll(async () => {
  await engine.close()
})

beforeEach(async () => {
  legs = []
  room = `room-${++round}`
  await engine.media.openRoom(room, {})
})

afterEach(async () => {
  await Promise.all(legs.map((leg) => engine.media.closeLeg(leg)))
  await engine.media.closeRoom(room)
})

/** A party in the room that says its tone. */
async function party(role: keyof typeof tones, options: RtpPeerOptions = {}): Promise<RtpPeer> {
  const peer = await engine.call(legOf(role), options)
  legs.push(legOf(role))
  peer.say(tones[role])
  await engine.media.join(room, legOf(role), role)
  return peer
}

function legOf(role: keyof typeof tones): string {
  return `${role}-${round}`
}

const longTone = (hz: number) => ({ kind: 'tone', hz: [hz], durationMs: 60_000 }) as const

describe('two legs', () => {
  it('hear each other and not themselves', async () => {
    const [caller, agent] = [await party('caller'), await party('agent')]
    expect(await caller.hears([tones.agent], [tones.caller])).toBe(true)
    expect(await agent.hears([tones.caller], [tones.agent])).toBe(true)
  })

  it('are relayed: a packet comes out as it went in, with its losses', async () => {
    const [caller, agent] = [await party('caller'), await party('agent')]
    await agent.hears([tones.caller])
    caller.mute()
    const before = agent.packets.length
    const payload = Uint8Array.from({ length: 80 }, (_, index) => index)
    for (const sequence of [1, 2, 4]) {
      caller.send({ payloadType: 0, payload, sequence, timestamp: sequence * 80, ssrc: 99 })
    }
    await agent.until('has all three', () => relayed().length === 3)
    const [one, two, four] = relayed()
    expect([two, four].map((packet) => sequenceAhead(packet!.sequence, one!.sequence))).toEqual([
      1, 3,
    ])
    expect([two, four].map((packet) => timestampAhead(packet!.timestamp, one!.timestamp))).toEqual([
      80, 240,
    ])
    expect(relayed().every((packet) => packet.payload.every((byte, at) => byte === at))).toBe(true)

    function relayed() {
      return agent.packets.slice(before).filter((packet) => packet.payload.length === 80)
    }
  })

  it('pass keys on under the number of the other side', async () => {
    const caller = await party('caller', { telephoneEvent: 101 })
    const agent = await party('agent', { telephoneEvent: 97 })
    await agent.hears([tones.caller])
    caller.press('4')
    caller.press('2', [0, 1])
    await agent.receivesKeys('42')
    await engine.tells('leg.dtmf', { leg: legOf('caller'), count: 2 })
    expect(engine.told('leg.dtmf', legOf('caller')).map(({ key }) => key)).toEqual(['4', '2'])
    await agent.hears([tones.caller])
  })

  it('understand each other through unequal codecs', async () => {
    const caller = await party('caller', { codec: 'PCMA' })
    const agent = await party('agent', { codec: 'PCMU' })
    expect(await caller.hears([tones.agent], [tones.caller])).toBe(true)
    expect(await agent.hears([tones.caller], [tones.agent])).toBe(true)
  })

  it('go on after a change of the stream that one sends', async () => {
    const [caller, agent] = [await party('caller'), await party('agent')]
    await agent.hears([tones.caller])
    caller.changeStream()
    caller.say(1000)
    await agent.hears([1000], [tones.caller])
    const audio = agent.packets.slice(1).map((packet, index) => ({
      sequence: sequenceAhead(packet.sequence, agent.packets[index]!.sequence),
      timestamp: timestampAhead(packet.timestamp, agent.packets[index]!.timestamp),
    }))
    expect(audio).toEqual(audio.map(() => ({ sequence: 1, timestamp: 160 })))
  })

  it('are sent silence when the other falls silent', async () => {
    const [caller, agent] = [await party('caller'), await party('agent')]
    await agent.hears([tones.caller])
    caller.mute()
    await agent.hearsSilence()
    caller.say(tones.caller)
    expect(await agent.hears([tones.caller])).toBe(true)
  })

  it('hear what is played to them, while the room still hears them', async () => {
    const [caller, agent] = [await party('caller'), await party('agent')]
    await engine.media.play(legOf('caller'), 'p', longTone(1000), {})
    await caller.hears([1000], [tones.agent])
    await agent.hears([tones.caller], [1000])
    await engine.media.stop(legOf('caller'))
    expect(await caller.hears([tones.agent], [1000])).toBe(true)
  })

  it('stop hearing each other when one leaves, or the room is closed', async () => {
    const [caller, agent] = [await party('caller'), await party('agent')]
    await caller.hears([tones.agent])
    await engine.media.leave(legOf('agent'))
    await Promise.all([caller.hearsSilence(), agent.hearsSilence()])
    await engine.media.join(room, legOf('agent'), 'agent')
    await caller.hears([tones.agent])
    await engine.media.closeRoom(room)
    await Promise.all([caller.hearsSilence(), agent.hearsSilence()])
    await expect(engine.media.join(room, legOf('agent'), 'agent')).rejects.toMatchObject({
      kind: 'gone',
    })
  })
})

describe('a supervisor', () => {
  const all = ['caller', 'agent', 'supervisor']

  it('monitors, whispers and barges as the matrix says, at once', async () => {
    const [caller, agent] = [await party('caller'), await party('agent')]
    await engine.media.setHears(room, {
      caller: ['agent'],
      agent: ['caller'],
      supervisor: ['caller', 'agent'],
    })
    const supervisor = await party('supervisor')
    await Promise.all([
      supervisor.hears([tones.caller, tones.agent], [tones.supervisor]),
      caller.hears([tones.agent], [tones.supervisor, tones.caller]),
      agent.hears([tones.caller], [tones.supervisor, tones.agent]),
    ])

    await engine.media.setHears(room, {
      caller: ['agent'],
      agent: ['caller', 'supervisor'],
      supervisor: ['caller', 'agent'],
    })
    await Promise.all([
      supervisor.hears([tones.caller, tones.agent], [tones.supervisor]),
      caller.hears([tones.agent], [tones.supervisor, tones.caller]),
      agent.hears([tones.caller, tones.supervisor], [tones.agent]),
    ])

    await engine.media.setHears(room, { caller: all, agent: all, supervisor: all })
    await Promise.all([
      supervisor.hears([tones.caller, tones.agent], [tones.supervisor]),
      caller.hears([tones.agent, tones.supervisor], [tones.caller]),
      agent.hears([tones.caller, tones.supervisor], [tones.agent]),
    ])

    await engine.media.setHears(room, { caller: [], supervisor: ['agent'] })
    await Promise.all([
      supervisor.hears([tones.agent], [tones.caller, tones.supervisor]),
      caller.hearsSilence(),
      agent.hears([tones.caller, tones.supervisor], [tones.agent]),
    ])
    expect(engine.told('leg.quiet')).toEqual([])
  })

  it('does not cut the two short by coming and going', async () => {
    const [caller, agent] = [await party('caller'), await party('agent')]
    await caller.hears([tones.agent])
    await party('supervisor')
    await caller.hears([tones.agent, tones.supervisor], [tones.caller])
    await engine.media.closeLeg(legOf('supervisor'))
    expect(await caller.hears([tones.agent], [tones.supervisor])).toBe(true)
    expect(await agent.hears([tones.caller], [tones.supervisor])).toBe(true)
  })

  it('hears the mix in the codec of each leg', async () => {
    const [caller, agent, supervisor] = [
      await party('caller', { codec: 'PCMA' }),
      await party('agent'),
      await party('supervisor', { codec: 'PCMA' }),
    ]
    expect(await caller.hears([tones.agent, tones.supervisor], [tones.caller])).toBe(true)
    expect(await agent.hears([tones.caller, tones.supervisor], [tones.agent])).toBe(true)
    expect(await supervisor.hears([tones.caller, tones.agent], [tones.supervisor])).toBe(true)
  })

  it('lets keys through to those who hear a mix', async () => {
    const [caller, agent] = [await party('caller'), await party('agent')]
    const supervisor = await party('supervisor', { telephoneEvent: 97 })
    await caller.hears([tones.agent, tones.supervisor])
    agent.press('5')
    await Promise.all([caller.receivesKeys('5'), supervisor.receivesKeys('5')])
    await engine.tells('leg.dtmf', { leg: legOf('agent') })
    expect(agent.keys).toEqual([])
    expect(engine.told('leg.dtmf', legOf('agent'))).toHaveLength(1)
  })
})

describe('rooms', () => {
  it('are left by joining another', async () => {
    const [caller, agent] = [await party('caller'), await party('agent')]
    await caller.hears([tones.agent])
    await engine.media.openRoom(`${room}-other`, {})
    await engine.media.join(`${room}-other`, legOf('agent'), 'agent')
    await Promise.all([caller.hearsSilence(), agent.hearsSilence()])
    await engine.media.join(`${room}-other`, legOf('caller'), 'caller')
    expect(await caller.hears([tones.agent])).toBe(true)
    await engine.media.closeRoom(`${room}-other`)
  })

  it('that are not there cannot be joined or changed, and may be closed again', async () => {
    await party('caller')
    const { media } = engine
    await expect(media.join('none', legOf('caller'), 'x')).rejects.toMatchObject({ kind: 'gone' })
    await expect(media.join(room, 'none', 'x')).rejects.toMatchObject({ kind: 'gone' })
    await expect(media.setHears('none', {})).rejects.toMatchObject({ kind: 'gone' })
    await expect(media.leave('none')).rejects.toMatchObject({ kind: 'gone' })
    await media.closeRoom('none')
  })
})
