import { type RawBuilder, sql } from 'kysely'

/** Whose time is meant: everybody's, where nobody is named. */
export interface SomeAgents {
  readonly agentIds?: readonly string[] | undefined
}

/** Leaves only the rows of those agents, after other conditions. */
export function ofAgents({ agentIds }: SomeAgents): RawBuilder<unknown> {
  return agentIds === undefined ? sql`` : sql`and agent_id = any(${[...agentIds]}::uuid[])`
}
