import type { DeskContact } from '@iris/contracts'
import { transferWords } from './transfer-words.ts'

/** Who else is in the call, in a sentence; nothing where agent and caller are alone. */
export function talkLine({ part, agent, consult, supervision }: DeskContact): string | undefined {
  const agentName = agent?.name ?? ''
  if (part === 'supervisor') {
    return supervision
      ? transferWords(`supervising.${supervision.mode}`, { agent: agentName })
      : undefined
  }
  if (part === 'consulted') {
    return consult ? transferWords(`asked.${consult.state}`, { agent: agentName }) : undefined
  }
  const sentences = [
    supervision && supervision.mode !== 'monitor'
      ? transferWords(`coach.${supervision.mode}`, { name: supervision.supervisor.name })
      : undefined,
    consult && transferWords(`colleague.${consult.state}`, { name: consult.agent.name }),
  ].filter(Boolean)
  return sentences.length > 0 ? sentences.join(' ') : undefined
}
