import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { encodeG711, tone, toneLevel } from '../../testing/audio.ts'
import { hearOpus } from '../../testing/ogg-opus.ts'
import { openRecording } from '../recording-reader.ts'
import { RecordingWriter } from '../recording-writer.ts'
import { streamOpus } from './recording-opus.ts'

const key = Buffer.alloc(32, 7)
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'iris-opus-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A recording of these channels, open. */
async function recordingOf(...channels: Int16Array[]) {
  const path = join(folder, `${channels.length}.irr`)
  const writer = await RecordingWriter.create(path, key, channels.length === 1 ? 1 : 2)
  const codes = channels.map((samples) => encodeG711(samples, 'PCMU'))
  const length = channels[0]?.length ?? 0
  const mixed = Buffer.alloc(length * channels.length)
  for (const [place, channel] of codes.entries()) {
    for (const [at, code] of channel.entries()) mixed[at * channels.length + place] = code
  }
  for (let at = 0; at < mixed.length; at += 320) writer.write(mixed.subarray(at, at + 320))
  await writer.finish()
  return openRecording(path, key)
}

test('two parties are heard as they were recorded, each in its channel', async () => {
  const recording = await recordingOf(tone(440, 3210), tone(1000, 3210))
  const { left, right, channels, preSkip } = await hearOpus(await buffer(streamOpus(recording)))
  expect(channels).toBe(2)
  expect(preSkip).toBeGreaterThan(0)
  expect([left.length, right.length]).toEqual([recording.samples, recording.samples])
  expect(toneLevel(left, 440)).toBeGreaterThan(6000)
  expect(toneLevel(right, 1000)).toBeGreaterThan(6000)
  // What of one is in the other is 40 dB below it, at least.
  expect(toneLevel(left, 1000)).toBeLessThan(80)
  expect(toneLevel(right, 440)).toBeLessThan(80)
})

test('a sound begins where it began in the recording, to the millisecond', async () => {
  const silence = new Int16Array(8000)
  const recording = await recordingOf(Int16Array.of(...silence, ...tone(1000, 500)))
  const { left, right } = await hearOpus(await buffer(streamOpus(recording)))
  expect(right).toHaveLength(0)
  const begins = left.findIndex((sample) => Math.abs(sample) > 2000)
  expect(Math.abs(begins - 8000)).toBeLessThan(8)
})

test.each([0, 1, 159, 160, 7948, 7949, 8000, 8160])(
  '%i samples stay that many',
  async (samples) => {
    const recording = await recordingOf(new Int16Array(samples))
    expect((await hearOpus(await buffer(streamOpus(recording)))).left).toHaveLength(samples)
  },
)

test('several are made at once, and one that nobody reads on holds up no other', async () => {
  const [left, taken] = [
    await recordingOf(tone(440, 5000)),
    await recordingOf(tone(440, 5000), tone(1000, 5000)),
  ]
  const abandoned = streamOpus(left)
  await abandoned[Symbol.asyncIterator]().next()
  const heard = await hearOpus(await buffer(streamOpus(taken)))
  expect(toneLevel(heard.left, 440)).toBeGreaterThan(6000)
  abandoned.destroy()
})

test('the recording is closed at the end, also where nobody begins to read', async () => {
  const closed: string[] = []
  const watched = async (name: string) => {
    const recording = await recordingOf(tone(440, 100))
    return {
      ...recording,
      close: async () => {
        closed.push(name)
        await recording.close()
      },
    }
  }
  await buffer(streamOpus(await watched('read')))
  await rm(join(folder, '1.irr'))
  const unread = streamOpus(await watched('unread'))
  const isClosed = new Promise((resolve) => unread.once('close', resolve))
  unread.destroy()
  await isClosed
  expect(closed).toEqual(['read', 'unread'])
})

test('what is damaged breaks off, and is never given out', async () => {
  const recording = await recordingOf(tone(440, 3000))
  const broken = {
    ...recording,
    read: async (from: number, count: number) => {
      if (from > 8000) throw new Error('damaged')
      return recording.read(from, count)
    },
  }
  await expect(buffer(streamOpus(broken))).rejects.toThrow('damaged')
})
