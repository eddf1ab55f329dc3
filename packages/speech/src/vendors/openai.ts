import { z } from 'zod'
import { soundOfPcm16 } from '../audio/pcm.ts'
import { segmentsOf, speakSegments } from '../segments.ts'
import { SpeechError, type Tts, type TtsCapabilities, type WantedVoice } from '../tts.ts'
import { exchange } from './exchange.ts'
import { defaultMaxBytes, openVendorTts, type VendorLimits } from './vendor-tts.ts'

/** The voices of every speech model. The vendor has no list of them to ask for. */
const voices = [
  'alloy',
  'ash',
  'coral',
  'echo',
  'fable',
  'nova',
  'onyx',
  'sage',
  'shimmer',
] as const

const OpenAiOptions = z.object({
  apiKey: z.string().min(1),
  /** The voice that speaks where a language is asked for; each speaks all the model's languages. */
  voice: z.enum(voices).default('nova'),
  /** `tts-1` begins soonest and minds the speed. */
  model: z
    .string()
    .regex(/^[a-z0-9.-]{1,64}$/)
    .default('tts-1'),
})
export type OpenAiOptions = z.input<typeof OpenAiOptions> & VendorLimits

const name = 'OpenAI'
const capabilities: TtsCapabilities = {
  rates: { slowest: 0.25, fastest: 4 },
  emphasis: 'ignored',
  offline: false,
}

/**
 * OpenAI (https://developers.openai.com/api/reference/resources/audio/subresources/speech/methods/create), whose plain
 * samples come at 24 kHz, 16 bits. Throws a ZodError if the configuration is wrong.
 */
export function openOpenAiTts(options: OpenAiOptions): Tts {
  const { apiKey, voice: usualVoice, model } = OpenAiOptions.parse(options)
  const { origin = 'https://api.openai.com', maxBytes = defaultMaxBytes } = options
  return openVendorTts(
    {
      id: 'openai',
      name: `${name} ${model}`,
      fingerprint: `${model}/${usualVoice}`,
      capabilities,
      async speak({ parts, voice: wanted, signal }) {
        const voice = voiceOf(wanted, usualVoice)
        return speakSegments(segmentsOf(parts, capabilities), async (input, rate) => {
          const speed = rate === 1 ? {} : { speed: rate }
          const { bytes } = await exchange({
            vendor: name,
            method: 'POST',
            url: new URL('/v1/audio/speech', origin),
            headers: { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' },
            body: JSON.stringify({ model, input, voice, response_format: 'pcm', ...speed }),
            maxBytes,
            signal,
          })
          return soundOfPcm16(bytes, 24_000)
        })
      },
      voices: async () => voices.map((id) => ({ id, name: capitalised(id), language: 'mul' })),
    },
    options,
  )
}

function voiceOf(voice: WantedVoice, usual: string): string {
  if (voice.kind === 'language') return usual
  const known = voices.find((id) => id === voice.id)
  if (known !== undefined) return known
  throw new SpeechError('unknown-voice', `${name} has no voice of that name.`)
}

function capitalised(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`
}
