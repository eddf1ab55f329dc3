import { muLawWav } from '../audio/wav.ts'
import { lengthOf } from '../spoken-parts.ts'
import type { RenderRequest, Tts, TtsId } from '../tts.ts'
import { sine } from './sounds.ts'

/** A voice of one tone, 10 ms a character. Keeps what it was asked for; `before` can hold it up or make it fail. */
export function countingTts(
  before: (request: RenderRequest) => Promise<void> = async () => {},
  id: TtsId = 'local',
) {
  const requests: RenderRequest[] = []
  const tts: Tts = {
    id,
    name: `counting ${id}`,
    fingerprint: '',
    capabilities: {
      rates: { slowest: 0.5, fastest: 2 },
      emphasis: 'ignored',
      offline: id === 'local',
    },
    async render(request) {
      requests.push(request)
      await before(request)
      return muLawWav(sine(500, lengthOf(request.parts) * 10, request.rateHz))
    },
    voices: async () => [{ id: 'en-us', name: 'Tone', language: 'en-us' }],
    async close() {},
  }
  return { tts, requests }
}
