import type { TalkTarget } from '@iris/contracts'

/** What a colleague or a number outside is called on the desk. */
export function partyName(party: TalkTarget): string {
  return party.kind === 'agent' ? party.agent.name : party.number.display
}
