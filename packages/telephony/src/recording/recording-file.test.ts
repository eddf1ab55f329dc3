import { randomBytes } from 'node:crypto'
import { appendFile, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { finishRecording, openRecording } from './recording-reader.ts'
import { streamWav, wavBytes } from './recording-wav.ts'
import { RecordingWriter } from './recording-writer.ts'
import { g711 } from '../rtp/g711.ts'

const key = Buffer.alloc(32, 7)
const chunk = 8000
let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'iris-recording-'))
  path = join(folder, 'call.irr')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function record(codes: Buffer): Promise<void> {
  const writer = await RecordingWriter.create(path, key, 2)
  for (let at = 0; at < codes.length; at += 320) writer.write(codes.subarray(at, at + 320))
  await writer.finish()
}

/** What a process leaves that is killed: everything up to its latest full chunk, and perhaps part of the next. */
async function recordAndDie(codes: Buffer, tornBytes = 0): Promise<void> {
  await record(codes.subarray(0, codes.length - (codes.length % chunk)))
  await truncate(path, (await stat(path)).size - 16)
  await appendFile(path, randomBytes(tornBytes))
}

async function readAll(): Promise<Buffer> {
  const recording = await openRecording(path, key)
  try {
    return await recording.read(0, recording.samples)
  } finally {
    await recording.close()
  }
}

describe('a recording', () => {
  test.each([0, 2, 320, 7998, 8000, 8002, 40_000])(
    'gives back %i bytes as they were written',
    async (bytes) => {
      const codes = randomBytes(bytes)
      await record(codes)
      expect((await readAll()).equals(codes)).toBe(true)
    },
  )

  test('holds none of its audio in the clear', async () => {
    const codes = Buffer.alloc(20_000, 0x55)
    await record(codes)
    expect((await readFile(path)).includes(codes.subarray(0, 32))).toBe(false)
  })

  test('is finished up to its latest chunk when its process died, and opens then', async () => {
    const codes = randomBytes(20_000)
    await recordAndDie(codes, 500)
    await expect(readAll()).rejects.toMatchObject({ kind: 'damaged' })
    expect(await finishRecording(path, key)).toBe(1000)
    expect(await finishRecording(path, key)).toBe(1000)
    expect((await readAll()).equals(codes.subarray(0, 16_000))).toBe(true)
  })

  test('opens empty when its process died at once', async () => {
    await recordAndDie(Buffer.alloc(0))
    expect(await finishRecording(path, key)).toBe(0)
    expect(await readAll()).toHaveLength(0)
  })

  test('is not opened by another key', async () => {
    await record(randomBytes(20_000))
    await expect(openRecording(path, Buffer.alloc(32, 8))).rejects.toMatchObject({
      kind: 'damaged',
    })
  })

  test('is told missing where there is none, and damaged where it is something else', async () => {
    await expect(openRecording(path, key)).rejects.toMatchObject({ kind: 'not-found' })
    await writeFile(path, 'RIFF')
    await expect(openRecording(path, key)).rejects.toMatchObject({ kind: 'damaged' })
  })

  test('notices any byte that was changed', async () => {
    await record(randomBytes(20_000))
    const whole = await readFile(path)
    const place = fc.integer({ min: 0, max: whole.length - 1 })
    await fc.assert(
      fc.asyncProperty(place, async (at) => {
        const changed = Buffer.from(whole)
        changed[at] = (changed[at] ?? 0) ^ 1
        await writeFile(path, changed)
        await expect(readAll()).rejects.toMatchObject({ kind: 'damaged' })
      }),
      { numRuns: 40, examples: [[0], [4], [whole.length - 1]] },
    )
  })

  test('keeps its place when it takes more than one chunk at once', async () => {
    const writer = await RecordingWriter.create(path, key, 1)
    writer.write(Buffer.alloc(10_001, 1))
    expect(writer.samples).toBe(10_001)
    await writer.finish()
    expect(await readAll()).toHaveLength(10_001)
  })

  test('refuses to be written over', async () => {
    await record(Buffer.alloc(10))
    await expect(RecordingWriter.create(path, key, 2)).rejects.toMatchObject({ code: 'EEXIST' })
  })
})

describe('a recording as a WAV file', () => {
  test('is 8 kHz stereo PCM of the same samples', async () => {
    const codes = randomBytes(20_000)
    await record(codes)
    const recording = await openRecording(path, key)
    const bytes = wavBytes(recording)
    const wav = await buffer(streamWav(recording, { start: 0, end: bytes }))
    expect(wav).toHaveLength(bytes)
    expect(wav.toString('latin1', 0, 4)).toBe('RIFF')
    expect(wav.readUInt32LE(4)).toBe(bytes - 8)
    expect([wav.readUInt16LE(22), wav.readUInt32LE(24), wav.readUInt16LE(34)]).toEqual([
      2, 8000, 16,
    ])
    const samples = Array.from({ length: codes.length }, (_, at) => wav.readInt16LE(44 + at * 2))
    expect(samples).toEqual([...codes].map((code) => g711.PCMU.decode[code]))
  })

  test('gives any part of itself', async () => {
    await record(randomBytes(20_000))
    const first = await openRecording(path, key)
    const bytes = wavBytes(first)
    const whole = await buffer(streamWav(first, { start: 0, end: bytes }))
    const place = fc.integer({ min: 0, max: bytes })
    await fc.assert(
      fc.asyncProperty(place, place, async (one, other) => {
        const [start, end] = [Math.min(one, other), Math.max(one, other)]
        const part = await buffer(streamWav(await openRecording(path, key), { start, end }))
        expect(part.equals(whole.subarray(start, end))).toBe(true)
      }),
      {
        numRuns: 40,
        examples: [
          [0, 44],
          [43, 45],
          [44, bytes],
          [bytes, bytes],
        ],
      },
    )
  })
})
