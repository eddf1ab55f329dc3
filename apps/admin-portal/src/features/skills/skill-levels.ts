import type { Skill, SkillNeed } from '@iris/contracts'
import { skillsWords } from './skills-words.ts'

const names = ['one', 'two', 'three', 'four', 'five'] as const

/** The levels to choose from, 1 to 5. */
export function levelOptions() {
  return names.map((name, index) => ({ value: index + 1, label: skillsWords(`levels.${name}`) }))
}

/** Skills to choose from. */
export function skillOptions(skills: readonly Skill[]) {
  return skills.map(({ id, name }) => ({ value: id, label: name }))
}

/** "Spanish 3, Billing 1". */
export function levelsInWords(
  levels: readonly SkillNeed[],
  skills: readonly Pick<Skill, 'id' | 'name'>[],
): string {
  const nameOf = (id: string) =>
    skills.find((skill) => skill.id === id)?.name ?? skillsWords('unknown')
  return levels
    .map(({ skillId, level }) => skillsWords('withLevel', { skill: nameOf(skillId), level }))
    .join(', ')
}
