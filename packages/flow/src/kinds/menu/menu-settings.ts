import { z } from 'zod'
import { Name } from '@iris/contracts'
import { Key, Language, NoInputMs, Spoken, SpokenWord, Voice } from '../settings.ts'

export const MenuSettings = z.object({
  text: Spoken,
  voice: Voice,
  /** The keys callers may press, each with what it means; the exit has the key's name. */
  choices: z
    .array(
      z.object({
        key: Key,
        label: Name,
        /** What callers may say instead, where speech is understood. */
        words: z.array(SpokenWord).max(10, 'At most 10 words.').optional(),
      }),
    )
    .min(1, 'Offer at least one key.')
    .max(12),
  /** English of the United States unless told. */
  language: Language.optional(),
  /** How long to wait for a key, or a word, once the text has ended. */
  noInputMs: NoInputMs,
  /** How often the text is said in all before the caller leaves by `no_input` or `no_match`. */
  tries: z.number().int().min(1).max(9).default(3),
  /** Whether a key pressed, or a word said, while the text is being said counts. */
  bargeIn: z.boolean().default(true),
  /** Whether nobody may know what is chosen: it is not recorded meanwhile, nor kept as a variable or in the call's path. */
  sensitive: z.boolean().optional(),
})
export type MenuSettings = z.infer<typeof MenuSettings>
