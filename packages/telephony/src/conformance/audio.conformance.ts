import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { tone, wavFile } from '../testing/audio.ts'
import type { Setup } from './setup.ts'

export function describePlaying(setup: Setup): void {
  let folder: string
  let file: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'iris-voice-'))
    file = join(folder, 'tone.wav')
    await writeFile(file, wavFile(tone(700, 400), 'pcm16'))
  })

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true })
  })

  it('plays a file to its end, and says so', async () => {
    const { call, leg } = await setup.connected()
    const playback = await setup.port.play(leg, { kind: 'file', path: file })
    await call.rtp.hears([700])
    const ended = await setup.witness.next('playback.ended')
    expect(ended).toEqual({ kind: 'playback.ended', leg, playback, reason: 'finished' })
    await call.rtp.hearsSilence()
  })

  it('plays a file round and round until it is stopped', async () => {
    const { call, leg } = await setup.connected()
    const playback = await setup.port.play(leg, { kind: 'file', path: file }, { loop: true })
    const before = call.rtp.packets.length
    await call.rtp.until('is beyond the end of the file', () => {
      return call.rtp.packets.length >= before + 40
    })
    await call.rtp.hears([700])
    await setup.port.stop(leg)
    const ended = await setup.witness.next('playback.ended')
    expect(ended).toMatchObject({ playback, reason: 'stopped' })
    await call.rtp.hearsSilence()
  })

  it('tells how well a leg is heard, now and then and at its end', async () => {
    const { call, leg } = await setup.connected()
    expect(await setup.port.quality(leg)).toBeUndefined()
    call.rtp.say(440)
    const { recent } = await setup.witness.next('leg.quality')
    expect(recent.received.packets).toBeGreaterThan(100)
    expect(recent.mos).toBeGreaterThan(1)
    const sofar = await setup.port.quality(leg)
    expect(sofar?.received.packets).toBeGreaterThanOrEqual(recent.received.packets)
    call.hangup()
    const { quality } = await setup.witness.next('leg.ended')
    expect(quality?.received.packets).toBeGreaterThanOrEqual(sofar?.received.packets ?? 0)
    await expect(setup.port.quality(leg)).rejects.toMatchObject({ kind: 'gone' })
  })

  it('plays one source after another, from where it is told', async () => {
    const { call, leg } = await setup.connected()
    const sources = [
      { kind: 'tone', hz: [1500], durationMs: 60_000 },
      { kind: 'file', path: file },
      { kind: 'silence', durationMs: 100 },
      { kind: 'tone', hz: [900, 1300], durationMs: 2000 },
    ] as const
    await setup.port.play(leg, { kind: 'sequence', sources }, { offsetMs: 60_000 })
    await call.rtp.hears([700], [1500])
    await expect(call.rtp.hears([900, 1300], [700])).resolves.toBe(true)
  })

  it('plays one thing in place of another', async () => {
    const { call, leg } = await setup.connected()
    const first = await setup.port.play(leg, { kind: 'tone', hz: [500], durationMs: 5000 })
    await call.rtp.hears([500])
    const second = await setup.port.play(leg, { kind: 'tone', hz: [800], durationMs: 5000 })
    expect(await setup.witness.next('playback.ended')).toMatchObject({
      playback: first,
      reason: 'replaced',
    })
    await call.rtp.hears([800], [500])
    call.hangup()
    expect(await setup.witness.next('playback.ended')).toMatchObject({
      playback: second,
      reason: 'leg-ended',
    })
    await setup.witness.next('leg.ended')
    expect(setup.witness.kinds().at(-1)).toBe('leg.ended')
  })

  it('refuses a source that is none, and the leg goes on', async () => {
    const { call, leg } = await setup.connected()
    const missing = setup.port.play(leg, { kind: 'file', path: join(folder, 'missing.wav') })
    await expect(missing).rejects.toMatchObject({ kind: 'bad-source' })
    await setup.port.play(leg, { kind: 'tone', hz: [500], durationMs: 1000 })
    await call.rtp.hears([500])
  })
}

export function describeKeysAndHold(setup: Setup): void {
  it('hears a key once, whichever way it comes', async () => {
    const { call, leg } = await setup.connected()
    call.rtp.press('5')
    expect(await setup.witness.next('leg.dtmf')).toEqual({ kind: 'leg.dtmf', leg, key: '5' })
    call.pressByInfo('#')
    expect(await setup.witness.next('leg.dtmf')).toMatchObject({ key: '#' })
    call.rtp.press('7')
    call.pressByInfo('7')
    call.rtp.press('*')
    expect(await setup.witness.next('leg.dtmf')).toMatchObject({ key: '7' })
    expect(await setup.witness.next('leg.dtmf')).toMatchObject({ key: '*' })
  })

  it('hears a key pressed twice twice', async () => {
    const { call } = await setup.connected()
    call.rtp.press('1')
    call.rtp.press('1')
    await setup.witness.next('leg.dtmf')
    expect(await setup.witness.next('leg.dtmf')).toMatchObject({ key: '1' })
  })

  it('presses keys', async () => {
    const { call, leg } = await setup.connected()
    await setup.port.sendDtmf(leg, '12#')
    await expect(call.rtp.receivesKeys('12#')).resolves.toBe(true)
  })

  it('presses keys by INFO where the party takes no others', async () => {
    const { call, leg } = await setup.connected({ telephoneEvent: false })
    await setup.port.sendDtmf(leg, '9*')
    expect(call.infoKeys).toEqual(['9', '*'])
  })

  it('is put on hold and taken off it', async () => {
    const { call, leg } = await setup.connected()
    call.hold()
    expect(await setup.witness.next('leg.held')).toEqual({ kind: 'leg.held', leg })
    call.resume()
    expect(await setup.witness.next('leg.resumed')).toEqual({ kind: 'leg.resumed', leg })
    await setup.port.play(leg, { kind: 'tone', hz: [500], durationMs: 1000 })
    await call.rtp.hears([500])
  })
}

export function describeRooms(setup: Setup): void {
  async function three() {
    const [a, b, c] = [await setup.connected(), await setup.connected(), await setup.connected()]
    a.call.rtp.say(500)
    b.call.rtp.say(700)
    c.call.rtp.say(900)
    return { a, b, c }
  }

  it('lets everybody hear everybody else', async () => {
    const { a, b, c } = await three()
    const room = await setup.port.openRoom()
    await setup.port.join(room, a.leg, 'caller')
    await setup.port.join(room, b.leg, 'agent')
    await a.call.rtp.hears([700], [500, 900])
    await setup.port.join(room, c.leg, 'supervisor')
    await a.call.rtp.hears([700, 900], [500])
    await b.call.rtp.hears([500, 900], [700])
    await expect(c.call.rtp.hears([500, 700], [900])).resolves.toBe(true)
  })

  it('follows a matrix, and its changes', async () => {
    const { a, b, c } = await three()
    const listening = { caller: ['agent'], agent: ['caller'] }
    const room = await setup.port.openRoom(listening)
    await setup.port.join(room, a.leg, 'caller')
    await setup.port.join(room, b.leg, 'agent')
    await setup.port.join(room, c.leg, 'supervisor')
    await a.call.rtp.hears([700], [500, 900])
    await c.call.rtp.hears([500, 700], [900])
    await setup.port.setHears(room, { ...listening, agent: ['caller', 'supervisor'] })
    await b.call.rtp.hears([500, 900], [700])
    await expect(a.call.rtp.hears([700], [500, 900])).resolves.toBe(true)
  })

  it('gives a leg that joins it again another role', async () => {
    const { a, b, c } = await three()
    const { port } = setup
    const room = await port.openRoom({ full: ['full'], quiet: ['full'] })
    for (const { leg } of [a, b, c]) await port.join(room, leg, 'full')
    await a.call.rtp.hears([700, 900], [500])
    await port.join(room, b.leg, 'quiet')
    await a.call.rtp.hears([900], [500, 700])
    await b.call.rtp.hears([500, 900], [700])
    await port.join(room, b.leg, 'full')
    await expect(a.call.rtp.hears([700, 900], [500])).resolves.toBe(true)
    expect(port.load().rooms).toBe(1)
  })

  it('is left in silence, and for another room', async () => {
    const { a, b, c } = await three()
    const { port } = setup
    const room = await port.openRoom()
    await port.join(room, a.leg, 'caller')
    await port.join(room, b.leg, 'agent')
    await a.call.rtp.hears([700])
    await port.leave(a.leg)
    await a.call.rtp.hearsSilence()
    const other = await port.openRoom()
    await port.join(other, c.leg, 'agent')
    await port.join(other, b.leg, 'caller')
    await expect(c.call.rtp.hears([700], [500])).resolves.toBe(true)
  })

  it('is drowned by what is played to one, who hears it again afterwards', async () => {
    const { a, b } = await three()
    const { port } = setup
    const room = await port.openRoom()
    await port.join(room, a.leg, 'caller')
    await port.join(room, b.leg, 'agent')
    await a.call.rtp.hears([700])
    await port.play(a.leg, { kind: 'tone', hz: [1100], durationMs: 60_000 })
    await a.call.rtp.hears([1100], [700])
    await b.call.rtp.hears([500], [1100])
    await port.stop(a.leg)
    await expect(a.call.rtp.hears([700], [1100])).resolves.toBe(true)
  })

  it('closes, and its legs stay', async () => {
    const { a, b } = await three()
    const { port } = setup
    const room = await port.openRoom()
    await port.join(room, a.leg, 'caller')
    await port.join(room, b.leg, 'agent')
    expect(port.load()).toMatchObject({ rooms: 1 })
    await port.closeRoom(room)
    await a.call.rtp.hearsSilence()
    expect(port.load()).toMatchObject({ rooms: 0, legs: 3 })
    const commands = [
      port.join(room, a.leg, 'caller'),
      port.setHears(room, {}),
      port.closeRoom(room),
    ]
    for (const outcome of await Promise.allSettled(commands)) {
      expect(outcome).toMatchObject({ reason: { kind: 'gone' } })
    }
  })

  it('goes on when one of its legs ends', async () => {
    const { a, b, c } = await three()
    const { port } = setup
    const room = await port.openRoom()
    await port.join(room, a.leg, 'caller')
    await port.join(room, b.leg, 'agent')
    await port.join(room, c.leg, 'supervisor')
    await a.call.rtp.hears([700, 900])
    b.call.hangup()
    await expect(a.call.rtp.hears([900], [700])).resolves.toBe(true)
  })
}
