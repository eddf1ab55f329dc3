import type { Queue } from '@iris/contracts'

/** The names of the queues that need a skill, at once or after some waiting. */
export function queuesNeeding(skillId: string, queues: readonly Queue[]): string[] {
  return queues
    .filter(({ routing: { needs, relax } }) =>
      [needs, ...relax.map((step) => step.needs)].some((some) =>
        some.some((need) => need.skillId === skillId),
      ),
    )
    .map(({ name }) => name)
}
