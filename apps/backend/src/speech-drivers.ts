import {
  openElevenLabsTts,
  openLocalTts,
  openOpenAiTts,
  openPollyTts,
  type Tts,
  type TtsId,
} from '@iris/speech'
import type { SpeechConfig } from './config.ts'

/** What speaks, in the order the configuration asks for. The voice on this machine is always among them. */
export function openSpeechDrivers(config: SpeechConfig): readonly Tts[] {
  const order = new Set<TtsId>([...config.order, 'local'])
  return [...order].flatMap((id) => driverOf(id, config) ?? [])
}

function driverOf(id: TtsId, { elevenLabs, openAi, polly }: SpeechConfig): Tts | undefined {
  switch (id) {
    case 'elevenlabs': {
      if (elevenLabs === undefined) return undefined
      const { apiKey, voice } = elevenLabs
      return openElevenLabsTts({ apiKey, ...(voice !== undefined && { voice }) })
    }
    case 'openai':
      return openAi && openOpenAiTts(openAi)
    case 'polly':
      return polly && openPollyTts(polly)
    case 'local':
      return openLocalTts()
  }
}
