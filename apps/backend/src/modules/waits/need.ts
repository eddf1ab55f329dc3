import type { SkillNeed } from '@iris/contracts'

/** The need of the queue as a whole. */
export const anyNeed = ''

/** One name for equal needs, in whatever order they are told. */
export function needOf(needs: readonly SkillNeed[]): string {
  return needs
    .map(({ skillId, level }) => `${skillId} ${level}`)
    .toSorted()
    .join(', ')
}
