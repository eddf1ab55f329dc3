import { describe, expect, it } from 'vitest'
import { tone } from '../../testing/audio.ts'
import { SpeechLevel } from './speech-level.ts'

const frames = (count: number, frame: () => Int16Array | undefined) =>
  Array.from({ length: count }, frame)
const voice = () => tone(300, 20, 5000)
const hiss = (peak: number) => () =>
  Int16Array.from({ length: 160 }, (_, n) => peak * Math.sin(n * n))

describe('speech is told from', () => {
  it('silence, and from no sound at all', () => {
    const level = new SpeechLevel()
    const quiet = [...frames(20, () => undefined), ...frames(20, () => new Int16Array(160))]
    expect(quiet.some((frame) => level.isSpeech(frame))).toBe(false)
    expect(frames(10, voice).every((frame) => level.isSpeech(frame))).toBe(true)
  })

  it('the hiss of a line, once that has been heard', () => {
    const level = new SpeechLevel()
    for (const frame of frames(250, hiss(300))) level.isSpeech(frame)
    expect(level.isSpeech(hiss(300)())).toBe(false)
    expect(level.isSpeech(voice())).toBe(true)
    expect(level.isSpeech(hiss(300)())).toBe(false)
  })

  it('noise that has grown louder, a few seconds later', () => {
    const level = new SpeechLevel()
    for (const frame of frames(100, hiss(100))) level.isSpeech(frame)
    expect(level.isSpeech(hiss(1500)())).toBe(true)
    for (const frame of frames(500, hiss(1500))) level.isSpeech(frame)
    expect(level.isSpeech(hiss(1500)())).toBe(false)
  })
})

it('takes a word of some seconds for speech until its end', () => {
  const level = new SpeechLevel()
  for (const frame of frames(50, hiss(50))) level.isSpeech(frame)
  expect(frames(150, voice).every((frame) => level.isSpeech(frame))).toBe(true)
})
