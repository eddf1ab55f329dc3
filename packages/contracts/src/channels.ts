import { z } from 'zod'
import { Id } from './primitives.ts'

/** How a contact reaches the centre. */
export const channels = ['voice', 'chat', 'sms', 'mail'] as const
export const Channel = z.enum(channels)
export type Channel = z.infer<typeof Channel>

/** How well somebody does something: 1 a little, 5 as nobody else. */
export const SkillLevel = z.number().int().min(1).max(5)

/** A skill that somebody must have, at least at this level. */
export const SkillNeed = z.object({ skillId: Id, level: SkillLevel.default(1) })
export type SkillNeed = z.infer<typeof SkillNeed>

/** All of them are needed, "Spanish ≥ 3 and billing". */
export const SkillNeeds = z
  .array(SkillNeed)
  .max(10, 'At most 10 skills.')
  .refine(
    (needs) => new Set(needs.map(({ skillId }) => skillId)).size === needs.length,
    'A skill is there twice.',
  )

/** What is needed once somebody has waited so long, in place of what was needed before. */
export const RelaxStep = z.object({
  afterMs: z.number().int().min(1000).max(86_400_000),
  needs: SkillNeeds,
})
export type RelaxStep = z.infer<typeof RelaxStep>

/**
 * How much an agent can do at once. Each contact costs the points of its channel, and a channel without points is not
 * taken. 100 points with voice at 100 and chat at 30: one call or three chats, not both.
 */
export const Capacity = z.object({
  points: z.number().int().min(1).max(1000),
  costs: z.object({
    voice: z.number().int().min(1).max(1000).nullable(),
    chat: z.number().int().min(1).max(1000).nullable(),
    sms: z.number().int().min(1).max(1000).nullable(),
    mail: z.number().int().min(1).max(1000).nullable(),
  }),
})
export type Capacity = z.infer<typeof Capacity>

/** What agents can do of whom nothing else was said: one call, or three chats, or mail beside two chats. */
export const ordinaryCapacity: Capacity = {
  points: 100,
  costs: { voice: 100, chat: 30, sms: 20, mail: 40 },
}
