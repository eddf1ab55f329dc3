import { expect, test } from 'vitest'
import { convertToTelephoneWav, telephoneWav } from './telephone-wav.ts'
import { pcm16Wav, readWav } from './wav.ts'

const tone = (rateHz: number) => ({
  samples: Float32Array.from(
    { length: rateHz },
    (_, at) => Math.sin((2 * Math.PI * 500 * at) / rateHz) / 2,
  ),
  rateHz,
})

test.each([8000, 16_000, 44_100, 48_000])('makes %i Hz into 8 kHz of the same sound', (rateHz) => {
  const { samples, rateHz: made } = readWav(telephoneWav(pcm16Wav(tone(rateHz))))
  expect(made).toBe(8000)
  expect(samples.length).toBe(8000)
  const expected = tone(8000).samples
  const error = samples.slice(200, 7800).map((sample, at) => sample - (expected[at + 200] ?? 0))
  expect(Math.max(...error.map(Math.abs))).toBeLessThan(0.03)
})

test('does so in a thread of its own', async () => {
  const file = pcm16Wav(tone(16_000))
  expect(await convertToTelephoneWav(file)).toEqual(telephoneWav(file))
})

test('says what is wrong with a file', async () => {
  const mp3 = new TextEncoder().encode('ID3 and so on, which is no WAV file at all')
  await expect(convertToTelephoneWav(mp3)).rejects.toThrow('This is not a WAV file.')
})
