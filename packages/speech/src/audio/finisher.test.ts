import { afterEach, expect, it } from 'vitest'
import { finishSpeech } from './finish.ts'
import { Finisher } from './finisher.ts'
import type { Sound } from './wav.ts'

const finisher = new Finisher()
afterEach(() => finisher.close())

function hum(hz: number): Sound {
  const samples = Float32Array.from(
    { length: 22_050 },
    (_, n) => 0.3 * Math.sin((2 * Math.PI * hz * n) / 22_050),
  )
  return { samples, rateHz: 22_050 }
}

it('makes in its thread what would be made here', async () => {
  const wav = await finisher.finish(hum(300), 8000)
  expect(Buffer.from(wav).equals(Buffer.from(finishSpeech(hum(300), 8000)))).toBe(true)
})

it('keeps several sounds apart', async () => {
  const made = await Promise.all([200, 300, 400].map((hz) => finisher.finish(hum(hz), 8000)))
  const wanted = [200, 300, 400].map((hz) => finishSpeech(hum(hz), 8000))
  expect(made.map((wav) => Buffer.from(wav).toString('base64'))).toEqual(
    wanted.map((wav) => Buffer.from(wav).toString('base64')),
  )
})

it('refuses what waits when it is closed, and starts anew for what comes after', async () => {
  const waiting = finisher.finish(hum(300), 8000)
  await Promise.all([expect(waiting).rejects.toThrow('closed'), finisher.close()])
  expect((await finisher.finish(hum(300), 8000)).length).toBeGreaterThan(1000)
})
