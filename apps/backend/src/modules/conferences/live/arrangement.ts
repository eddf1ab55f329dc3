import type { HearMatrix } from '@iris/telephony'

/** What a member of a conference does, and has had done to them. */
export interface MemberShape {
  readonly moderator: boolean
  readonly muted: boolean
  readonly deaf: boolean
  /** Has put the conference on hold: what would be heard of them is their own hold music. */
  readonly holds: boolean
}

/** How a conference goes on. */
export interface ConferenceRules {
  readonly startWithModerator: boolean
  readonly endWithModerator: boolean
}

type ConferenceRole = 'full' | 'listener' | 'speaker' | 'silent'

/** Of the four kinds of member two are heard, and two hear. Nobody hears themselves. */
export const conferenceHears: HearMatrix = {
  full: ['full', 'speaker'],
  listener: ['full', 'speaker'],
  speaker: [],
  silent: [],
} satisfies Record<ConferenceRole, readonly ConferenceRole[]>

/** A member's place: whom they hear and who hears them, by their role; and whether they hear music instead. */
export interface Place {
  readonly role: ConferenceRole
  readonly music: boolean
}

/** Before the start everybody hears music and nobody; so does whoever is alone. The deaf hear nothing at all. */
export function placeOf(
  { muted, deaf, holds }: MemberShape,
  conference: { readonly hasStarted: boolean; readonly members: number },
): Place {
  if (!conference.hasStarted) return { role: 'silent', music: !deaf }
  const isHeard = !muted && !holds
  const role = deaf ? (isHeard ? 'speaker' : 'silent') : isHeard ? 'full' : 'listener'
  return { role, music: !deaf && conference.members === 1 }
}

/** Whether a conference that has not started yet does so with these members. */
export function startsWith(
  { startWithModerator }: ConferenceRules,
  members: readonly MemberShape[],
): boolean {
  return startWithModerator ? members.some(({ moderator }) => moderator) : members.length > 0
}

/** Whether, and why, a conference ends once somebody has left it; `expected` are those who are still being rung. */
export function endsWithout(
  gone: Pick<MemberShape, 'moderator'>,
  { endWithModerator }: ConferenceRules,
  rest: { readonly members: readonly MemberShape[]; readonly expected: number },
): 'empty' | 'moderator_left' | undefined {
  const { members, expected } = rest
  if (endWithModerator && gone.moderator && !members.some(({ moderator }) => moderator)) {
    return 'moderator_left'
  }
  return members.length === 0 && expected === 0 ? 'empty' : undefined
}
