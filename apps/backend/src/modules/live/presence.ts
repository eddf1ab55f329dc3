import type { Agent, AgentCounts, PresenceDocument } from '@iris/contracts'

/** The team of those who are in none. */
export const everyone = 'everyone'

const noAgents: AgentCounts = {
  available: 0,
  offering: 0,
  in_call: 0,
  wrap_up: 0,
  not_ready: 0,
  not_responding: 0,
}

type Members = Readonly<Record<string, Agent>>

/** A tenant's agents by team. Documents are never changed but replaced, so that whoever has one can tell what is new. */
export class Presence {
  readonly #teams = new Map<string, Members>()
  readonly #teamOf = new Map<string, string>()

  /** How it looks, all at once. Gives the teams whose document may be another. */
  replace(teamIds: readonly string[], agents: readonly Agent[]): Iterable<string> {
    const before = new Set(this.#teams.keys())
    this.#teamOf.clear()
    const members = new Map<string, Record<string, Agent>>()
    for (const id of [everyone, ...teamIds]) members.set(id, {})
    for (const agent of agents) {
      const team = agent.teamId !== null && members.has(agent.teamId) ? agent.teamId : everyone
      this.#teamOf.set(agent.id, team)
      members.set(team, Object.assign(members.get(team) ?? {}, { [agent.id]: agent }))
    }
    this.#teams.clear()
    for (const [id, entries] of members) this.#teams.set(id, entries)
    return new Set([...before, ...members.keys()])
  }

  /** One agent, as it is now. Gives the teams whose document is another. */
  take(agent: Agent): Iterable<string> {
    const from = this.#teamOf.get(agent.id)
    const to = this.#knownTeam(agent)
    if (from !== undefined && from !== to) {
      const { [agent.id]: _gone, ...left } = this.#teams.get(from) ?? {}
      this.#teams.set(from, left)
    }
    this.#teamOf.set(agent.id, to)
    this.#teams.set(to, { ...this.#teams.get(to), [agent.id]: agent })
    return new Set([from ?? to, to])
  }

  #knownTeam({ teamId }: Agent): string {
    return teamId !== null && this.#teams.has(teamId) ? teamId : everyone
  }

  has(team: string): boolean {
    return this.#teams.has(team)
  }

  get teams(): Iterable<string> {
    return this.#teams.keys()
  }

  /** How many of a team are in each state; of `everyone` all agents of the tenant. */
  statesOf(team: string): AgentCounts {
    const members = team === everyone ? [...this.#teams.values()] : [this.#teams.get(team) ?? {}]
    const counts = { ...noAgents }
    for (const { state } of members.flatMap((agents) => Object.values(agents))) {
      if (state.kind !== 'offline') counts[state.kind]++
    }
    return counts
  }

  documentOf(team: string): PresenceDocument | undefined {
    const agents = this.#teams.get(team)
    return agents && { at: new Date().toISOString(), agents: { ...agents } }
  }
}
