import { z } from 'zod'
import { decodeMuLaw } from '../audio/mu-law.ts'
import { segmentsOf, speakSegments } from '../segments.ts'
import { SpeechError, type Tts, type TtsCapabilities, type WantedVoice } from '../tts.ts'
import { exchange, jsonOf } from './exchange.ts'
import { defaultMaxBytes, openVendorTts, type VendorLimits } from './vendor-tts.ts'

const ElevenLabsOptions = z.object({
  apiKey: z.string().min(1),
  /** The voice that speaks where a language is asked for; it speaks all of the model's. */
  voice: z
    .string()
    .regex(/^[A-Za-z0-9]{4,64}$/)
    .default('21m00Tcm4TlvDq8ikWAM'),
  model: z
    .string()
    .regex(/^[a-z0-9_]{1,64}$/)
    .default('eleven_flash_v2_5'),
})
export type ElevenLabsOptions = z.input<typeof ElevenLabsOptions> & VendorLimits

const Voices = z.object({
  voices: z.array(z.object({ voice_id: z.string(), name: z.string().nullish() })),
})

const name = 'ElevenLabs'
// The vendor takes speeds of 0.7 to 1.2. Stability and similarity are its own defaults, which must be sent with a speed.
const capabilities: TtsCapabilities = {
  rates: { slowest: 0.7, fastest: 1.2 },
  emphasis: 'ignored',
  offline: false,
}
const usualSettings = { stability: 0.5, similarity_boost: 0.75 }

/**
 * ElevenLabs (https://elevenlabs.io/docs/api-reference/text-to-speech/convert), asked for µ-law at 8 kHz. Throws a
 * ZodError if the configuration is wrong.
 */
export function openElevenLabsTts(options: ElevenLabsOptions): Tts {
  const { apiKey, voice: usualVoice, model } = ElevenLabsOptions.parse(options)
  const { origin = 'https://api.elevenlabs.io', maxBytes = defaultMaxBytes } = options
  const headers = { 'xi-api-key': apiKey }
  return openVendorTts(
    {
      id: 'elevenlabs',
      name: `${name} ${model}`,
      fingerprint: `${model}/${usualVoice}`,
      capabilities,
      async speak({ parts, voice, signal }) {
        const url = new URL(`/v1/text-to-speech/${voiceId(voice, usualVoice)}`, origin)
        url.searchParams.set('output_format', 'ulaw_8000')
        return speakSegments(segmentsOf(parts, capabilities), async (text, rate) => {
          const settings = rate === 1 ? {} : { voice_settings: { ...usualSettings, speed: rate } }
          const { bytes } = await exchange({
            vendor: name,
            method: 'POST',
            url,
            headers: { ...headers, 'Content-Type': 'application/json' },
            body: JSON.stringify({ text, model_id: model, ...settings }),
            maxBytes,
            signal,
          })
          return { samples: decodeMuLaw(bytes), rateHz: 8000 }
        })
      },
      async voices(signal) {
        const url = new URL('/v1/voices', origin)
        const reply = await exchange({
          vendor: name,
          method: 'GET',
          url,
          headers,
          maxBytes,
          signal,
        })
        const { voices } = Voices.parse(jsonOf(name, reply))
        return voices.map(({ voice_id: id, name }) => ({ id, name: name ?? id, language: 'mul' }))
      },
    },
    options,
  )
}

function voiceId(voice: WantedVoice, usual: string): string {
  if (voice.kind === 'language') return usual
  if (/^[A-Za-z0-9]{4,64}$/.test(voice.id)) return voice.id
  throw new SpeechError('unknown-voice', `${name} has no voice of that name.`)
}
