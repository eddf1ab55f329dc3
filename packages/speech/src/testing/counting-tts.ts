import { muLawWav } from '../audio/wav.ts'
import type { RenderRequest, Tts } from '../tts.ts'
import { sine } from './sounds.ts'

/** A voice of one tone, 10 ms a character. Keeps what it was asked for; `before` can hold it up or make it fail. */
export function countingTts(before: (request: RenderRequest) => Promise<void> = async () => {}) {
  const requests: RenderRequest[] = []
  const tts: Tts = {
    name: 'counting',
    async render(request) {
      requests.push(request)
      await before(request)
      return muLawWav(sine(500, request.text.length * 10, request.rateHz))
    },
    voices: async () => [{ id: 'en-us', name: 'Tone', language: 'en-us' }],
    async close() {},
  }
  return { tts, requests }
}
