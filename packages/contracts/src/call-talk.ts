import { z } from 'zod'
import { Id, PhoneNumber } from './primitives.ts'

const Person = z.object({ id: Id, name: z.string() })

/** Whom a call can be given to, or who can be brought into it: a colleague, or a number outside. */
export const TalkTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('agent'), agent: Person }),
  z.object({ kind: z.literal('number'), number: PhoneNumber }),
])
export type TalkTarget = z.infer<typeof TalkTarget>

/** Who takes part in a talk and can be muted in it. */
export const talkParties = ['caller', 'agent', 'consulted'] as const
export const TalkParty = z.enum(talkParties)
export type TalkParty = z.infer<typeof TalkParty>

/**
 * A colleague or a number outside brought into a call: rung while the caller hears music; spoken to aside from the caller; left with music
 * while the agent is with the caller; or all three together.
 */
export const Consult = z.object({
  state: z.enum(['ringing', 'aside', 'swapped', 'merged']),
  party: TalkTarget,
  /** Who is heard by nobody now, until unmuted or the consult ends. */
  muted: z.array(TalkParty),
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
