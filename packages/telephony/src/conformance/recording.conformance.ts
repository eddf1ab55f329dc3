import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RecordOptions } from '../port.ts'
import { finishRecording } from '../recording/recording-reader.ts'
import { recordedChannels, tonesIn } from '../testing/recorded.ts'
import type { Setup } from './setup.ts'

/** How long what is to be recorded is left to go on, in packets of 20 ms. */
const second = 50

export function describeRecording(setup: Setup): void {
  let folder: string
  let files = 0

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'iris-recording-'))
  })
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true })
  })

  const fresh = (channels: RecordOptions['channels']) => ({
    path: join(folder, `${files++}.irr`),
    key: randomBytes(32),
    channels,
  })

  async function talking() {
    const [caller, agent] = [await setup.connected(), await setup.connected()]
    caller.call.rtp.say(500)
    agent.call.rtp.say(900)
    const room = await setup.port.openRoom()
    await setup.port.join(room, caller.leg, 'caller')
    await setup.port.join(room, agent.leg, 'agent')
    await caller.call.rtp.hears([900])
    return { caller, agent, room }
  }

  it('records what a party says left, and what it hears right', async () => {
    const { caller } = await talking()
    const to = fresh('both')
    const recording = await setup.port.record(caller.leg, to)
    await caller.call.rtp.receives(2 * second)
    await setup.port.stopRecording(recording)
    const ended = await setup.witness.next('recording.ended')
    expect(ended).toEqual({
      kind: 'recording.ended',
      leg: caller.leg,
      recording,
      reason: 'stopped',
    })
    const { left, right } = await recordedChannels(to)
    expect(left.length / 8000).toBeGreaterThan(1.5)
    expect(left.length / 8000).toBeLessThan(4)
    expect(tonesIn(left.subarray(4000, 8000), [500, 900])).toEqual([500])
    expect(tonesIn(right.subarray(4000, 8000), [500, 900])).toEqual([900])
  })

  it('leaves what the two hear as it was', async () => {
    const { caller, agent } = await talking()
    await setup.port.record(caller.leg, fresh('both'))
    await expect(caller.call.rtp.hears([900], [500])).resolves.toBe(true)
    await expect(agent.call.rtp.hears([500], [900])).resolves.toBe(true)
  })

  it('hears in the recording whoever the party hears: a playback, a mix, another room', async () => {
    const { caller } = await talking()
    const third = await setup.connected()
    third.call.rtp.say(1500)
    const to = fresh('both')
    const recording = await setup.port.record(caller.leg, to)
    await setup.port.play(caller.leg, { kind: 'tone', hz: [700], durationMs: 60_000 })
    await caller.call.rtp.hears([700], [900])
    await caller.call.rtp.receives(second)
    const other = await setup.port.openRoom()
    await setup.port.join(other, third.leg, 'agent')
    await setup.port.join(other, caller.leg, 'caller')
    await setup.port.stop(caller.leg)
    await caller.call.rtp.hears([1500], [700, 900])
    await caller.call.rtp.receives(second)
    await setup.port.stopRecording(recording)
    const { right } = await recordedChannels(to)
    expect(tonesIn(right.subarray(3000, 7000), [700, 900, 1500])).toEqual([700])
    expect(tonesIn(right.subarray(-5600, -1600), [700, 900, 1500])).toEqual([1500])
  })

  it('begins paused where that is wished, and holds silence until it is resumed', async () => {
    const { caller } = await talking()
    const to = fresh('both')
    const recording = await setup.port.record(caller.leg, { ...to, paused: true })
    await caller.call.rtp.receives(second)
    await setup.port.resumeRecording(recording)
    await caller.call.rtp.receives(second)
    await setup.port.stopRecording(recording)
    const { left, right } = await recordedChannels(to)
    for (const channel of [left, right]) {
      expect(channel.subarray(0, 6000).every((sample) => sample === 0)).toBe(true)
    }
    expect(tonesIn(left.subarray(-5600, -1600), [500, 900])).toEqual([500])
  })

  it('holds silence for the time it is paused', async () => {
    const { caller } = await talking()
    const to = fresh('both')
    const recording = await setup.port.record(caller.leg, to)
    await caller.call.rtp.receives(second)
    await setup.port.pauseRecording(recording)
    await caller.call.rtp.receives(2 * second)
    await setup.port.resumeRecording(recording)
    await caller.call.rtp.receives(second)
    await setup.port.stopRecording(recording)
    const { left, right } = await recordedChannels(to)
    for (const [channel, hz] of [
      [left, 500],
      [right, 900],
    ] as const) {
      const middle = channel.length / 2
      expect(channel.subarray(middle - 4000, middle + 4000).every((one) => one === 0)).toBe(true)
      expect(tonesIn(channel.subarray(2000, 6000), [500, 900])).toEqual([hz])
      expect(tonesIn(channel.subarray(-5600, -1600), [500, 900])).toEqual([hz])
    }
  })

  it('ends with its leg', async () => {
    const { caller } = await talking()
    const to = fresh('both')
    const recording = await setup.port.record(caller.leg, to)
    await caller.call.rtp.receives(second)
    caller.call.hangup()
    const ended = await setup.witness.next('recording.ended')
    expect(ended).toMatchObject({ recording, reason: 'leg-ended' })
    expect(tonesIn((await recordedChannels(to)).left.subarray(0, 4000), [500])).toEqual([500])
  })

  it('takes a message: a beep, then the party alone, until it says nothing', async () => {
    const { call, leg } = await setup.connected()
    call.rtp.say(500)
    const to = fresh('party')
    const begun = setup.port.record(leg, { ...to, beep: true, silenceEndMs: 600 })
    await call.rtp.hears([1400])
    const recording = await begun
    await call.rtp.receives(second)
    call.rtp.say()
    const ended = await setup.witness.next('recording.ended')
    expect(ended).toMatchObject({ recording, reason: 'silence' })
    const { left } = await recordedChannels(to)
    expect(tonesIn(left.subarray(800, 4800), [500, 1400])).toEqual([500])
    expect(left.subarray(-4000).every((one) => Math.abs(one) < 100)).toBe(true)
  })

  it('ends at its greatest length', async () => {
    const { leg } = await setup.connected()
    const to = fresh('party')
    const recording = await setup.port.record(leg, { ...to, maxMs: 500 })
    const ended = await setup.witness.next('recording.ended')
    expect(ended).toMatchObject({ recording, reason: 'max-length' })
    expect((await recordedChannels(to)).left).toHaveLength(4000)
  })

  it('is whole when it is stopped, and can be stopped but not paused again', async () => {
    const { leg } = await setup.connected()
    const to = fresh('party')
    const recording = await setup.port.record(leg, to)
    await setup.port.stopRecording(recording)
    await expect(finishRecording(to.path, to.key)).resolves.toBeTypeOf('number')
    await setup.port.stopRecording(recording)
    await expect(setup.port.pauseRecording(recording)).rejects.toMatchObject({ kind: 'gone' })
  })

  it('is refused where its file cannot be made, and the leg goes on', async () => {
    const { call, leg } = await setup.connected()
    const to = { ...fresh('both'), path: join(folder, 'no', 'such', 'folder.irr') }
    await expect(setup.port.record(leg, to)).rejects.toMatchObject({ kind: 'unavailable' })
    await setup.port.play(leg, { kind: 'tone', hz: [500], durationMs: 1000 })
    await call.rtp.hears([500])
  })
}
