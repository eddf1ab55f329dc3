import { z } from 'zod'
import { Id, listOf, Name, Timestamp } from './primitives.ts'
import { route } from './route.ts'

/** Of a sound file that is uploaded: prompts and greetings. */
export const largestSoundBytes = 5 * 1024 * 1024

/** The text that a prompt is spoken from. */
const SpokenText = z
  .string()
  .trim()
  .min(1, 'Write what is to be said.')
  .max(1000, 'At most 1000 characters.')

const Voice = z.string().max(80).nullable()

/** A sound that flows play, by its name or its id. */
export const Prompt = z.object({
  id: Id,
  name: Name,
  /** Where its sound comes from; `none` until there is one. */
  source: z.enum(['none', 'upload', 'speech']),
  /** What is said, where it is spoken from a text. */
  text: SpokenText.nullable(),
  /** A voice's id; `null` for the usual one. */
  voice: Voice,
  durationMs: z.number().int().nullable(),
  /** The names of published flows and of queues that play it. */
  usedBy: z.array(z.string()),
  createdAt: Timestamp,
  /** When its sound was last made anew. */
  changedAt: Timestamp,
})
export type Prompt = z.infer<typeof Prompt>

const tag = 'Prompts'
const params = z.object({ id: Id })

export const promptRoutes = {
  listPrompts: route({
    method: 'GET',
    path: '/v1/prompts',
    summary: 'List prompts',
    tag,
    access: ['flows:read'],
    response: listOf(Prompt),
  }),
  createPrompt: route({
    method: 'POST',
    path: '/v1/prompts',
    summary: 'Make a prompt: spoken from a text, or without sound until one is uploaded',
    tag,
    access: ['flows:write'],
    body: z.object({
      name: Name,
      text: SpokenText.nullable().default(null),
      voice: Voice.default(null),
    }),
    response: Prompt,
    status: 201,
    errors: ['already_exists', 'too_many_requests', 'unavailable'],
  }),
  updatePrompt: route({
    method: 'PATCH',
    path: '/v1/prompts/{id}',
    summary: 'Rename a prompt, or speak it anew from a text',
    tag,
    access: ['flows:write'],
    params,
    body: z.object({ name: Name, text: SpokenText, voice: Voice }).partial(),
    response: Prompt,
    errors: ['already_exists', 'in_use', 'too_many_requests', 'unavailable'],
  }),
  uploadPromptAudio: route({
    method: 'PUT',
    path: '/v1/prompts/{id}/audio',
    summary: "Upload a prompt's sound: a WAV file of 8 to 48 kHz, mono or stereo, of at most 5 MiB",
    tag,
    access: ['flows:write'],
    params,
    upload: { type: 'audio/wav', maxBytes: largestSoundBytes },
    response: Prompt,
  }),
  getPromptAudio: route({
    method: 'GET',
    path: '/v1/prompts/{id}/audio',
    summary: 'Get a prompt as callers hear it',
    tag,
    access: ['flows:read'],
    params,
    content: 'audio/wav',
    errors: ['range_not_satisfiable'],
  }),
  deletePrompt: route({
    method: 'DELETE',
    path: '/v1/prompts/{id}',
    summary: 'Delete a prompt that no published flow plays',
    tag,
    access: ['flows:write'],
    params,
    errors: ['in_use'],
  }),
}
