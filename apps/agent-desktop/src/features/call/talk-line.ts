import type { DeskContact } from '@iris/contracts'
import { partyName } from './party-name.ts'
import { transferWords } from './transfer-words.ts'

/** Who else is in the call, in a sentence; nothing where agent and caller are alone. */
export function talkLine(contact: DeskContact): string | undefined {
  const { part, agent, consult, inConference, supervision, direction } = contact
  if (inConference) return transferWords('conference')
  const who = {
    Caller: transferWords(`party.${direction}.first`),
    caller: transferWords(`party.${direction}.later`),
  }
  const agentName = agent?.name ?? ''
  if (part === 'supervisor') {
    // Without an agent nobody of the centre is in the call.
    if (supervision?.mode === 'monitor' && !agent) return transferWords('supervising.forwarded')
    return supervision
      ? transferWords(`supervising.${supervision.mode}`, { agent: agentName, ...who })
      : undefined
  }
  if (part === 'consulted') {
    return consult
      ? transferWords(`asked.${consult.state}`, { agent: agentName, ...who })
      : undefined
  }
  const sentences = [
    supervision && supervision.mode !== 'monitor'
      ? transferWords(`coach.${supervision.mode}`, { name: supervision.supervisor.name, ...who })
      : undefined,
    consult &&
      transferWords(`colleague.${consult.state}`, { name: partyName(consult.party), ...who }),
  ].filter(Boolean)
  return sentences.length > 0 ? sentences.join(' ') : undefined
}
