import { z } from 'zod'
import { Id } from './primitives.ts'

const Person = z.object({ id: Id, name: z.string() })

/**
 * A colleague brought into a call: rung while the caller hears music; spoken to aside from the caller; left with music
 * while the agent is with the caller; or all three together.
 */
export const Consult = z.object({
  state: z.enum(['ringing', 'aside', 'swapped', 'merged']),
  agent: Person,
})
export type Consult = z.infer<typeof Consult>

/** How a supervisor takes part: heard by nobody, by the agent alone, or by everybody. */
export const supervisionModes = ['monitor', 'whisper', 'barge'] as const
export const SupervisionMode = z.enum(supervisionModes)
export type SupervisionMode = z.infer<typeof SupervisionMode>

/** A supervisor in a call. */
export const Supervision = z.object({
  mode: SupervisionMode,
  /** `ringing` until the supervisor's phone was taken up. */
  state: z.enum(['ringing', 'joined']),
  supervisor: Person,
})
export type Supervision = z.infer<typeof Supervision>
