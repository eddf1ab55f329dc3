import { problemResponse, withFrame } from '@iris/app-frame/testing'
import type { FrameForTests } from '@iris/app-frame/testing'
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { useTalkRecording } from './use-talk-recording.ts'

const list = 'GET /v1/calls/c1/recordings'
const control = 'POST /v1/calls/c1/recording'
const about = { recordingId: 'r1', callId: 'c1', queueId: null, agentId: 'a1' }

let frame: FrameForTests
let recording: ReturnType<typeof useTalkRecording>

beforeEach(async () => {
  frame = await withFrame({ answers: { [list]: () => ({ items: [] }) } })
  recording = frame.run(() => useTalkRecording({ callId: () => 'c1' }))
  await flushPromises()
})
afterEach(() => frame.close())

describe('the recording of a talk', () => {
  test('is off while there is none', () => {
    expect(recording.state.value).toBe('off')
  })

  test('follows what happens to the call’s recording, and to no other', () => {
    frame.happen('recording.started', about)
    expect(recording.state.value).toBe('recording')
    frame.happen('recording.paused', { ...about, callId: 'another' })
    expect(recording.state.value).toBe('recording')
    frame.happen('recording.paused', about)
    expect(recording.state.value).toBe('paused')
    frame.happen('recording.ready', { ...about, durationMs: 1000 })
    expect(recording.state.value).toBe('off')
  })

  test('tells how many digits the caller enters in secret, until that is over', () => {
    expect(recording.digits.value).toBeUndefined()
    const entry = { callId: 'c1', agentId: 'a1', isOver: false }
    frame.happen('call.digits_entered', { ...entry, digits: 0 })
    frame.happen('call.digits_entered', { ...entry, digits: 3 })
    frame.happen('call.digits_entered', { ...entry, callId: 'another', digits: 9 })
    expect(recording.digits.value).toBe(3)
    frame.happen('call.digits_entered', { ...entry, digits: 4, isOver: true })
    expect(recording.digits.value).toBeUndefined()
  })

  test('is not set back by an answer that is older than the news', async () => {
    let give = (_answer: unknown): void => undefined
    const old = new Promise<unknown>((resolve) => (give = resolve))
    frame.backend.answer(list, () => old)
    frame.refresh()
    await flushPromises()
    frame.happen('recording.started', about)
    frame.backend.answer(list, () => ({ items: [{ endedAt: null, state: 'recording' }] }))
    give({ items: [] })
    await flushPromises()
    expect(recording.state.value).toBe('recording')
  })

  test('shows what was asked for at once, and goes back when it is refused', async () => {
    frame.backend.answer(control, () =>
      problemResponse({ code: 'conflict', status: 409, title: 'No' }),
    )
    const asked = recording.control('start')
    expect(recording.state.value).toBe('recording')
    await asked
    await flushPromises()
    expect(recording.state.value).toBe('off')
    expect(recording.refused.value?.error).toMatchObject({ code: 'conflict' })
  })
})
