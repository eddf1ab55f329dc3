import { expect, it } from 'vitest'
import { writeWav } from './wav-blob.ts'

it('writes samples as 16-bit PCM, and cuts off what is too loud', async () => {
  const blob = writeWav(Float32Array.of(0, 0.5, -1, 3), 8000)
  expect(blob.type).toBe('audio/wav')
  const view = new DataView(await blob.arrayBuffer())
  expect(view.getUint32(24, true)).toBe(8000)
  expect(view.getUint32(40, true)).toBe(8)
  const samples = [0, 1, 2, 3].map((index) => view.getInt16(44 + index * 2, true))
  expect(samples).toEqual([0, 16_384, -32_767, 32_767])
})
