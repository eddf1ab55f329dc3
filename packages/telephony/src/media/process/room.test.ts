import { describe, expect, it } from 'vitest'
import type { HearMatrix } from '../../port.ts'
import type { Law } from '../../rtp/g711.ts'
import type { RtpPacket } from '../../rtp/packet.ts'
import { readRtp, sequenceAhead } from '../../rtp/packet.ts'
import { alawReference, ulawReference } from '../../testing/g711-reference.ts'
import { Playback } from '../source/playback.ts'
import type { Agreement } from './agreement.ts'
import { Inbound } from './inbound.ts'
import { Outbound } from './outbound.ts'
import { Room } from './room.ts'

const types = { PCMU: 0, PCMA: 8 } as const
const references = { PCMU: ulawReference, PCMA: alawReference } as const

/** A leg without a network: says packets of one level, and keeps what it is sent. */
class Party {
  readonly sent: RtpPacket[] = []
  readonly keys: string[] = []
  readonly inbound: Inbound
  readonly outbound: Outbound
  readonly law: Law
  #sequence = 0

  constructor({ law = 'PCMU', ...agreed }: { law?: Law } & Partial<Agreement> = {}) {
    this.law = law
    const ignore = () => {}
    this.inbound = new Inbound({
      onKey: (key) => this.keys.push(key),
      onQuiet: ignore,
      onHeard: ignore,
    })
    this.outbound = new Outbound({
      send: (packet) => this.sent.push(readRtp(Buffer.from(packet))!),
      onStarted: ignore,
      onEnded: ignore,
    })
    const agreement = {
      codec: { name: law, payloadType: types[law] },
      codecs: new Map([[types[law], law]]),
      keys: { payloadType: 101, clockRate: 8000 },
      keyClocks: new Map([[101, 8000]]),
      peer: 'sendrecv',
      ...agreed,
    } as const
    this.inbound.agree(agreement)
    this.outbound.agree(agreement)
  }

  /** Sends 20 ms of this level. */
  say(level: number): void {
    const payload = Buffer.alloc(160, references[this.law].encode[level & 0xffff])
    this.#send({ payloadType: types[this.law], payload })
  }

  press(event: number): void {
    this.#send({ payloadType: 101, payload: Buffer.from([event, 0x8a, 0, 160]) })
  }

  /** Holds the key down that was pressed last: the same event, 20 ms on. */
  hold(event: number): void {
    const timestamp = this.#sequence++ * 160
    const payload = Buffer.from([event, 0x0a, 1, 64])
    const packet = { payloadType: 101, payload, marker: false, ssrc: 5 }
    this.inbound.receive({ ...packet, sequence: this.#sequence, timestamp })
  }

  /** The level of the latest packet it was sent. */
  get hears(): number | undefined {
    const code = this.sent.at(-1)?.payload[80]
    return code === undefined ? undefined : references[this.law].decode[code]
  }

  #send(packet: { payloadType: number; payload: Buffer }): void {
    this.#sequence++
    const { inbound } = this
    const [sequence, timestamp] = [this.#sequence, this.#sequence * 160]
    inbound.receive({ ...packet, marker: false, sequence, timestamp, ssrc: 5 })
  }
}

function tick(parties: readonly Party[], times = 1): void {
  for (let count = 0; count < times; count++) {
    for (const { inbound } of parties) inbound.tick()
    for (const { outbound } of parties) outbound.tick()
  }
}

function roomOf(parties: Readonly<Record<string, Party>>, hears: HearMatrix = {}): Room {
  const room = new Room(hears)
  for (const [role, party] of Object.entries(parties)) room.join(party, role)
  return room
}

/** Lets everybody speak for a while, each at its level; says what each heard in the end. */
function talk(parties: Readonly<Record<string, Party>>, levels: Readonly<Record<string, number>>) {
  const all = Object.values(parties)
  for (let count = 0; count < 8; count++) {
    for (const [role, level] of Object.entries(levels)) parties[role]?.say(level)
    tick(all)
  }
  return Object.fromEntries(Object.entries(parties).map(([role, party]) => [role, party.hears]))
}

const levels = { caller: 1056, agent: 2112, supervisor: 4224 }

describe('Room', () => {
  it('relays each of two to the other at once, without waiting for the clock', () => {
    const parties = { caller: new Party(), agent: new Party() }
    roomOf(parties)
    parties.caller.say(1000)
    expect(parties.agent.sent).toHaveLength(1)
    expect(parties.caller.sent).toHaveLength(0)
  })

  it('mixes for those who hear several, and relays to those who hear one', () => {
    const parties = { caller: new Party(), agent: new Party(), supervisor: new Party() }
    roomOf(parties, { caller: ['agent'], agent: ['caller'] })
    const heard = talk(parties, levels)
    expect(heard).toMatchObject({ caller: near(levels.agent), agent: near(levels.caller) })
    expect(heard['supervisor']).toEqual(near(levels.caller + levels.agent))
    const before = parties.caller.sent.length
    parties.agent.say(1)
    expect(parties.caller.sent).toHaveLength(before + 1)
    expect(parties.supervisor.sent).toHaveLength(8)
  })

  it('lets several legs of one role hear each other only where the matrix says so', () => {
    const parties = { caller: new Party(), agent: new Party() }
    const other = new Party()
    const room = roomOf(parties, { agent: ['caller', 'agent'], caller: [] })
    room.join(other, 'agent')
    talk({ ...parties, other }, { ...levels, other: 4224 })
    expect(parties.agent.hears).toEqual(near(levels.caller + 4224))
    expect(other.hears).toEqual(near(levels.caller + levels.agent))
    expect(parties.caller.hears).toBe(0)
  })

  it('takes a role for a name, whatever it is called', () => {
    const parties = { constructor: new Party(), agent: new Party() }
    roomOf(parties)
    parties.agent.say(1000)
    expect(parties.constructor.sent).toHaveLength(1)
  })

  it('translates between the laws, relayed or mixed', () => {
    const parties = { caller: new Party({ law: 'PCMA' }), agent: new Party() }
    const room = roomOf(parties)
    expect(talk(parties, levels)).toEqual({
      caller: near(levels.agent),
      agent: near(levels.caller),
    })
    const all = { ...parties, supervisor: new Party({ law: 'PCMA' }) }
    room.join(all.supervisor, 'supervisor')
    const heard = talk(all, levels)
    expect(heard['supervisor']).toEqual(near(levels.caller + levels.agent))
    expect(heard['caller']).toEqual(near(levels.agent + levels.supervisor))
  })

  it('leaves nothing in the air of one who has left', () => {
    const parties = { caller: new Party(), agent: new Party(), supervisor: new Party() }
    const room = roomOf(parties)
    talk(parties, levels)
    room.leave(parties.supervisor)
    tick(Object.values(parties))
    parties.agent.say(0)
    expect(parties.caller.hears).toBe(0)
    expect(parties.supervisor.hears).toBe(0)
    parties.supervisor.say(4224)
    expect(parties.caller.hears).toBe(0)

    room.join(parties.supervisor, 'supervisor')
    tick(Object.values(parties))
    expect(parties.caller.hears).toBe(0)
  })

  it('does not disturb a relay by what concerns others', () => {
    const parties = { caller: new Party(), agent: new Party() }
    const room = roomOf(parties, { caller: ['agent'], agent: ['caller'] })
    talk(parties, levels)
    const before = parties.agent.sent.length
    room.join(new Party(), 'supervisor')
    for (let count = 0; count < 5; count++) {
      tick(Object.values(parties))
      parties.caller.say(levels.caller)
    }
    const since = parties.agent.sent.slice(before - 1)
    expect(since).toHaveLength(6)
    const steps = since
      .slice(1)
      .map(({ sequence }, at) => sequenceAhead(sequence, since[at]!.sequence))
    expect(steps).toEqual([1, 1, 1, 1, 1])
    expect(since.slice(1).some(({ marker }) => marker)).toBe(false)
  })

  it('plays over the room for one, and passes neither audio nor keys to it meanwhile', () => {
    const parties = { caller: new Party(), agent: new Party() }
    roomOf(parties)
    const track = {
      samples: 8000,
      write: (target: Uint8Array, { at, count }: { at: number; count: number }) =>
        target.fill(ulawReference.encode[8000]!, at, at + count),
    }
    parties.agent.outbound.play(new Playback('p', { track, law: 'PCMU' }, {}))
    parties.caller.press(5)
    expect(talk(parties, levels)).toEqual({ caller: near(levels.agent), agent: near(8000) })
    expect(parties.agent.sent.every(({ payloadType }) => payloadType === 0)).toBe(true)
    expect(parties.caller.keys).toEqual(['5'])
    parties.agent.outbound.stop('stopped')
    expect(talk(parties, levels)['agent']).toEqual(near(levels.caller))
  })

  it('does not pass the rest of a key to one that was not to hear its beginning', () => {
    const parties = { caller: new Party(), agent: new Party() }
    const room = roomOf(parties, { agent: [] })
    parties.caller.press(5)
    room.setHears({ agent: ['caller'] })
    parties.caller.hold(5)
    expect(parties.caller.keys).toEqual(['5'])
    expect(parties.agent.sent.filter(({ payloadType }) => payloadType === 101)).toEqual([])
    parties.caller.press(6)
    expect(parties.agent.sent.at(-1)?.payload[0]).toBe(6)
  })

  it('sends nothing to one that does not receive, and hears it all the same', () => {
    const parties = { caller: new Party({ peer: 'sendonly' }), agent: new Party() }
    roomOf(parties)
    expect(talk(parties, levels)).toEqual({ caller: undefined, agent: near(levels.caller) })
  })

  it('keeps relayed audio out of a key that is being sent', () => {
    const parties = { caller: new Party(), agent: new Party() }
    roomOf(parties)
    talk(parties, levels)
    const before = parties.agent.sent.length
    parties.agent.outbound.press('1')
    for (let count = 0; count < 7; count++) {
      parties.caller.say(levels.caller)
      tick(Object.values(parties))
    }
    expect(parties.agent.sent.slice(before).map(({ payloadType }) => payloadType)).toEqual(
      Array.from({ length: 7 }, () => 101),
    )
    parties.caller.say(levels.caller)
    expect(parties.agent.sent.at(-1)).toMatchObject({ payloadType: 0, marker: true })
  })
})

/** Within 4 %, which is what coding to eight bits once or twice may take away. */
function near(level: number): unknown {
  const margin = level * 0.04
  return expect.closeTo(level, -Math.log10(2 * margin))
}
