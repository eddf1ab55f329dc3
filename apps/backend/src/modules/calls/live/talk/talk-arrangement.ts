import type { SupervisionMode, TalkParty } from '@iris/contracts'
import type { HearMatrix } from '@iris/telephony'

export type TalkRole = TalkParty | 'supervisor'

/** Where a talk stands, whoever's legs those are. */
export interface TalkShape {
  /** The colleague: not there, being rung, alone with the agent, waiting, or with both. */
  readonly consult: 'none' | 'ringing' | 'aside' | 'swapped' | 'merged'
  readonly supervision: 'none' | SupervisionMode
  /** Who has put the others on hold. */
  readonly holding: ReadonlySet<TalkParty>
  /** Who is heard by nobody. */
  readonly muted: ReadonlySet<TalkParty>
  /** The caller enters something in secret: nobody hears them, a supervisor neither. */
  readonly isCallerHidden: boolean
}

export interface TalkArrangement {
  readonly hears: HearMatrix
  /** What is played to whom in place of the room. */
  readonly sounds: ReadonlyMap<TalkParty, 'music' | 'ringing'>
}

/** Whom each party talks with. */
const partners: Readonly<
  Record<TalkShape['consult'], Readonly<Record<TalkParty, readonly TalkParty[]>>>
> = {
  none: { caller: ['agent'], agent: ['caller'], consulted: [] },
  ringing: { caller: [], agent: [], consulted: [] },
  aside: { caller: [], agent: ['consulted'], consulted: ['agent'] },
  swapped: { caller: ['agent'], agent: ['caller'], consulted: [] },
  merged: {
    caller: ['agent', 'consulted'],
    agent: ['caller', 'consulted'],
    consulted: ['caller', 'agent'],
  },
}

/** Who hears the supervisor. */
const coached: Readonly<Record<TalkShape['supervision'], readonly TalkParty[]>> = {
  none: [],
  monitor: [],
  whisper: ['agent'],
  barge: ['caller', 'agent', 'consulted'],
}

/**
 * Who hears whom, and who hears music: whoever is left alone, and whoever is held by all they talk with. A supervisor
 * hears everybody but is heard as the mode says.
 */
export function arrangementOf(shape: TalkShape): TalkArrangement {
  const audible = (parties: readonly TalkParty[]) =>
    parties.filter(
      (party) => !shape.muted.has(party) && !(shape.isCallerHidden && party === 'caller'),
    )
  const heardBy = (listener: TalkParty): TalkRole[] => [
    ...audible(partners[shape.consult][listener]),
    ...(coached[shape.supervision].includes(listener) ? (['supervisor'] as const) : []),
  ]
  return {
    hears: {
      caller: heardBy('caller'),
      agent: heardBy('agent'),
      consulted: heardBy('consulted'),
      supervisor: audible(['caller', 'agent', 'consulted']),
    },
    sounds: soundsOf(shape),
  }
}

function soundsOf({ consult, holding }: TalkShape): Map<TalkParty, 'music' | 'ringing'> {
  const sounds = new Map<TalkParty, 'music' | 'ringing'>()
  const present: TalkParty[] =
    consult === 'none' || consult === 'ringing'
      ? ['caller', 'agent']
      : ['caller', 'agent', 'consulted']
  for (const party of present) {
    // Holds for who talks with nobody, too.
    if (partners[consult][party].every((partner) => holding.has(partner)))
      sounds.set(party, 'music')
  }
  if (consult === 'ringing') sounds.set('agent', 'ringing')
  return sounds
}
