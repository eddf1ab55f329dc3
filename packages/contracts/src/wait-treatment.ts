import { z } from 'zod'
import { PhoneKey } from './primitives.ts'

/** How often something may be said to whoever waits. */
const EveryMs = z.number().int().min(5000).max(3_600_000)

/** Something said, or a prompt of the tenant's, between the music. */
export const WaitMessage = z.union(
  [
    z.strictObject({ text: z.string().trim().min(1).max(3000), everyMs: EveryMs }),
    z.strictObject({ prompt: z.string().min(1).max(80), everyMs: EveryMs }),
  ],
  'Write {"text", "everyMs"} or {"prompt", "everyMs"}.',
)
export type WaitMessage = z.infer<typeof WaitMessage>

/** A way out of the queue by a key. What is done then is said by whoever put the caller there. */
export const WaitOffer = z.strictObject({
  key: PhoneKey,
  action: z.enum(['callback', 'voicemail', 'leave']),
  /** The key counts, and is spoken of, from then on: since the caller began to wait. */
  afterMs: z.number().int().min(0).max(3_600_000).default(0),
  /** Says what the key is for. */
  sayText: z.string().trim().min(1, 'Say what the key is for.').max(500),
})
export type WaitOffer = z.infer<typeof WaitOffer>

/** What somebody hears who waits in a queue, and how they can leave it. */
export const WaitTreatment = z.strictObject({
  /** A prompt of the tenant's; without it, or with `queue`, the queue's own music. */
  music: z.string().min(1).max(80).optional(),
  /** Each is heard first when its time has passed once. */
  messages: z.array(WaitMessage).max(10).default([]),
  /** Whether callers are told their place. */
  position: z.boolean().default(false),
  /** Whether they are told how long it will take, in words that promise no more than is known. */
  expectedWait: z.boolean().default(false),
  /** How often place, time and ways out are spoken of; the first time at once. */
  everyMs: EveryMs.default(30_000),
  offers: z
    .array(WaitOffer)
    .max(5, 'At most 5 ways out.')
    .refine((offers) => new Set(offers.map(({ key }) => key)).size === offers.length, {
      error: 'Each way out needs a key of its own.',
    })
    .default([]),
})
export type WaitTreatment = z.infer<typeof WaitTreatment>
