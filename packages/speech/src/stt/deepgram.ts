import { z } from 'zod'
import { SpeechError } from '../tts.ts'
import { type LiveNews, openLiveSpeechStt } from './live-speech.ts'
import { languageTag, type Stt, type SttLimits } from './stt.ts'

const DeepgramOptions = z.object({
  apiKey: z.string().min(1),
  model: z
    .string()
    .regex(/^[a-z0-9-]{1,64}$/)
    .default('nova-3'),
})
export type DeepgramOptions = z.input<typeof DeepgramOptions> & SttLimits

const Message = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('Results'),
    is_final: z.boolean().optional(),
    channel: z.object({
      alternatives: z.array(z.object({ transcript: z.string(), confidence: z.number() })).min(1),
    }),
  }),
  z.object({ type: z.literal('Metadata') }),
  z.object({ type: z.literal('UtteranceEnd') }),
  z.object({ type: z.literal('SpeechStarted') }),
  z.object({ type: z.literal('Error') }),
])

const name = 'Deepgram'

/**
 * Deepgram, live (https://developers.deepgram.com/reference/speech-to-text/listen-streaming), given µ-law as it comes from
 * the line. Throws a ZodError if the configuration is wrong.
 */
export function openDeepgramStt(options: DeepgramOptions): Stt {
  const { apiKey, model } = DeepgramOptions.parse(options)
  const { origin = 'wss://api.deepgram.com' } = options
  return openLiveSpeechStt(
    {
      name: `${name} ${model}`,
      capabilities: { partials: true, hints: true, offline: false },
      address({ language, hints = [] }) {
        const url = new URL('/v1/listen', origin)
        const query = {
          model,
          language: languageTag(language),
          encoding: 'mulaw',
          sample_rate: '8000',
          channels: '1',
          punctuate: 'true',
          interim_results: 'true',
        }
        for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value)
        for (const hint of hints) url.searchParams.append('keyterm', hint)
        return { url, headers: { Authorization: `Token ${apiKey}` } }
      },
      audioMessage: (muLaw) => muLaw,
      isDoneAtClose: false,
      endMessage: () => JSON.stringify({ type: 'CloseStream' }),
      read: (data) => newsOf(Message.parse(JSON.parse(data.toString()))),
    },
    options,
  )
}

function newsOf(message: z.infer<typeof Message>): LiveNews[] {
  switch (message.type) {
    case 'Results': {
      const [best] = message.channel.alternatives
      if (best === undefined) return []
      const { transcript: text, confidence } = best
      return [{ kind: 'heard', text, isFinal: message.is_final ?? false, confidence }]
    }
    case 'Metadata':
      // It comes once the rest has been heard.
      return [{ kind: 'done' }]
    case 'Error':
      return [{ kind: 'failed', error: new SpeechError('failed', `${name} gave up.`) }]
    case 'UtteranceEnd':
    case 'SpeechStarted':
      return []
  }
}
