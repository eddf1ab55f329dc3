/** What is known of a queue when somebody asks how long it will take. */
export interface QueueLoad {
  /** The place asked for: 1 is next. */
  readonly place: number
  /** Agents of the queue who are there, talking or not. */
  readonly agents: number
  /** Those of them who could take a contact now. */
  readonly free: number
  /** How long an agent is busy with one contact, talk and after-call work, on average; `null` where nothing was handled lately. */
  readonly handleMs: number | null
}

/**
 * How long whoever has a place will wait, in ms; `null` where nobody can know. With all `n` agents busy and handling times
 * `h` on average, agents come free every `h / n`, so that the `k`-th in line waits `k · h / n`: the conditional mean of an
 * M/M/n queue (Gross and Harris, Fundamentals of Queueing Theory, 2.4). Free agents take the first in line at once. Agents
 * who answer other queues too make it longer than it says.
 */
export function expectedWaitMs({ place, agents, free, handleMs }: QueueLoad): number | null {
  if (agents <= 0) return null
  const behindFree = place - free
  if (behindFree <= 0) return 0
  return handleMs === null ? null : Math.round((behindFree * handleMs) / agents)
}
