import type { SkillNeed } from '@iris/contracts'

/** Somebody's skills with one more, or with another level of one they have. */
export function withSkill(skills: readonly SkillNeed[], given: SkillNeed): SkillNeed[] {
  const has = skills.some(({ skillId }) => skillId === given.skillId)
  if (!has) return [...skills, given]
  return skills.map((skill) => (skill.skillId === given.skillId ? given : skill))
}
