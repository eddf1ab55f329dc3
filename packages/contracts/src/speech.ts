import { z } from 'zod'
import { listOf } from './primitives.ts'
import { route } from './route.ts'

export const SpeechVoice = z.object({
  /** What a flow names it by: a language, or a vendor's voice such as `polly:Vicki`. */
  id: z.string(),
  name: z.string(),
  /** BCP 47; `mul` where it speaks many languages. */
  language: z.string(),
  driver: z.enum(['elevenlabs', 'openai', 'polly', 'local']),
})
export type SpeechVoice = z.infer<typeof SpeechVoice>

export const SpeechPreview = z.object({
  /** A text, or SSML in `<speak>` of which `break`, `say-as`, `prosody` and `emphasis` are known. */
  text: z
    .string()
    .trim()
    .min(1, 'Write what is to be said.')
    .max(1000, 'At most 1000 characters can be tried at once.'),
  /** A voice's id; after `@`, the language that is spoken where the voice cannot: `polly:Vicki@de`. */
  voice: z.string().max(80).optional(),
})
export type SpeechPreview = z.infer<typeof SpeechPreview>

const tag = 'Speech'

export const speechRoutes = {
  listVoices: route({
    method: 'GET',
    path: '/v1/speech/voices',
    summary: 'List the voices that can be chosen',
    tag,
    access: ['flows:read'],
    response: listOf(SpeechVoice),
    errors: ['unavailable'],
  }),
  previewSpeech: route({
    method: 'POST',
    path: '/v1/speech/preview',
    summary: 'Hear how callers would hear a text',
    tag,
    access: ['flows:write'],
    body: SpeechPreview,
    content: 'audio/wav',
    // The sound is kept where all speech is; saying it again costs nothing.
    repeatable: true,
    errors: ['too_many_requests', 'unavailable'],
  }),
}
