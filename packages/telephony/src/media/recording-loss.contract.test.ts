import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { finishRecording } from '../recording/recording-reader.ts'
import { recordedChannels, tonesIn } from '../testing/recorded.ts'
import { openTestEngine, type TestEngine } from '../testing/test-engine.ts'

let engine: TestEngine
let folder: string

beforeEach(async () => {
  engine = await openTestEngine()
  folder = await mkdtemp(join(tmpdir(), 'iris-recording-'))
})
afterEach(async () => {
  await engine.close()
  await rm(folder, { recursive: true, force: true })
})

it('loses at most the last second of a recording when the media process is killed', async () => {
  const to = { path: join(folder, 'call.irr'), key: randomBytes(32) }
  const peer = await engine.call('one')
  peer.say(500)
  await engine.media.record('one', 'r', { ...to, channels: 'both' })
  const before = peer.packets.length
  await peer.receives(200)
  process.kill(engine.processes[0] ?? 0, 'SIGKILL')
  // By the clock of the process that records, which sends a packet each time that it does.
  const recordedMs = (peer.packets.length - before) * 20
  expect(await engine.tells('recording.ended')).toMatchObject({ recording: 'r', reason: 'failed' })

  const keptMs = await finishRecording(to.path, to.key)
  expect(recordedMs - keptMs).toBeLessThan(1000)
  const { left } = await recordedChannels(to)
  expect(tonesIn(left.subarray(-8000), [500])).toEqual([500])
})

it('finishes the recordings of legs that were closed before it closes', async () => {
  const to = { path: join(folder, 'call.irr'), key: randomBytes(32) }
  const peer = await engine.call('one')
  await engine.media.record('one', 'r', { ...to, channels: 'party' })
  await peer.receives(10)
  void engine.media.closeLeg('one')
  await engine.media.close()
  expect((await recordedChannels(to)).left.length).toBeGreaterThan(0)
})

it('records what a leg hears from a leg of another media process', async () => {
  const pool = await openTestEngine({ workers: 2 })
  const to = { path: join(folder, 'pool.irr'), key: randomBytes(32) }
  const [one, other] = [await pool.call('one'), await pool.call('other')]
  one.say(500)
  other.say(900)
  await pool.media.openRoom('room', {})
  await pool.media.join('room', 'one', 'caller')
  await pool.media.join('room', 'other', 'agent')
  for (const leg of ['one', 'other']) {
    const file = { ...to, path: `${to.path}.${leg}` }
    await pool.media.record(leg, leg, { ...file, channels: 'both' })
  }
  await one.hears([900])
  await other.receives(100)
  await pool.media.stopRecording('one')
  await pool.media.stopRecording('other')
  await pool.close()
  const ofOne = await recordedChannels({ ...to, path: `${to.path}.one` })
  const ofOther = await recordedChannels({ ...to, path: `${to.path}.other` })
  expect(tonesIn(ofOne.left.subarray(-4800), [500, 900])).toEqual([500])
  expect(tonesIn(ofOne.right.subarray(-4800), [500, 900])).toEqual([900])
  expect(tonesIn(ofOther.left.subarray(-4800), [500, 900])).toEqual([900])
  expect(tonesIn(ofOther.right.subarray(-4800), [500, 900])).toEqual([500])
})
