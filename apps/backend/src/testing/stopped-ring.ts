import type { TimelineEntry } from '@iris/contracts'
import { type CallCentre, until } from './call-centre.ts'

/** Lets a supervisor stop what rings of an agent for a call. */
export async function stopRing(centre: CallCentre, agentId: string, callId: string): Promise<void> {
  await centre.asAdmin('POST', `/v1/agents/${agentId}/contacts/${callId}/finish`)
}

/** Who stopped what an agent was offered last, by the agent's timeline. */
export async function whoStopped(
  centre: CallCentre,
  agentId: string,
): Promise<{ id: string; name: string } | undefined> {
  const from = new Date(Date.now() - 3_600_000).toISOString()
  const afterTheRing = async (): Promise<TimelineEntry | undefined> => {
    const path = `/v1/agents/${agentId}/timeline?from=${from}`
    const { items } = await centre.asAdmin<{ items: TimelineEntry[] }>('GET', path)
    const ring = items.findLastIndex(({ state }) => state === 'offering')
    return ring === -1 ? undefined : items[ring + 1]
  }
  await until('the ring is over in the timeline', async () => (await afterTheRing()) !== undefined)
  const cause = (await afterTheRing())?.cause
  return cause?.kind === 'supervisor' ? cause.by : undefined
}
