import { z } from 'zod'
import { decodeMuLaw } from '../audio/mu-law.ts'
import { pcm16Wav } from '../audio/wav.ts'
import { asSpeechError } from '../tts.ts'
import { exchange, jsonOf } from '../vendors/exchange.ts'
import type { Stt, SttLimits } from './stt.ts'
import { openWholeSpeechStt } from './whole-speech.ts'

const OpenAiSttOptions = z.object({
  apiKey: z.string().min(1),
  model: z
    .string()
    .regex(/^[a-z0-9.-]{1,64}$/)
    .default('gpt-4o-mini-transcribe'),
})
export type OpenAiSttOptions = z.input<typeof OpenAiSttOptions> & SttLimits

const Answer = z.object({ text: z.string() })
const maxAnswerBytes = 256 * 1024
const name = 'OpenAI'

/**
 * OpenAI (https://developers.openai.com/api/reference/resources/audio/subresources/transcriptions/methods/create). Throws
 * a ZodError if the configuration is wrong.
 */
export function openOpenAiStt(options: OpenAiSttOptions): Stt {
  const { apiKey, model } = OpenAiSttOptions.parse(options)
  const { origin = 'https://api.openai.com' } = options
  return openWholeSpeechStt(
    {
      name: `${name} ${model}`,
      capabilities: { partials: false, hints: true, offline: false },
      async transcribe(speech, { language, hints = [] }, signal) {
        const wav = pcm16Wav({ samples: decodeMuLaw(speech), rateHz: 8000 })
        const form = new FormData()
        form.set('file', new Blob([new Uint8Array(wav)], { type: 'audio/wav' }), 'speech.wav')
        form.set('model', model)
        form.set('response_format', 'json')
        form.set('language', (language.split('-')[0] ?? language).toLowerCase())
        if (hints.length > 0) form.set('prompt', hints.join(', '))
        const { contentType, body } = await encoded(form)
        const reply = await exchange({
          vendor: name,
          method: 'POST',
          url: new URL('/v1/audio/transcriptions', origin),
          headers: { Authorization: `Bearer ${apiKey}`, 'Content-Type': contentType },
          body,
          maxBytes: maxAnswerBytes,
          signal,
        })
        const answer = Answer.safeParse(jsonOf(name, reply))
        if (!answer.success) throw asSpeechError(answer.error, `${name} answered in another way.`)
        return { text: answer.data.text.trim(), confidence: undefined }
      },
    },
    options,
  )
}

/** A form that `fetch` encodes as it sends makes Node reject where nobody can catch it when the request is aborted. */
async function encoded(form: FormData) {
  const response = new Response(form)
  return {
    contentType: response.headers.get('content-type') ?? '',
    body: new Uint8Array(await response.arrayBuffer()),
  }
}
