import type { Variables } from './step.ts'

/**
 * The longest a value can become, in UTF-16 code units. Without a bound, a loop that sets a variable to itself twice
 * would fill the memory.
 */
export const maxValueLength = 2000

/** Replaces each `{{ name }}` by the variable's value, an unknown one by nothing. What is too long is cut off. */
export function fillIn(template: string, variables: Variables): string {
  const filled = template.replaceAll(/\{\{\s*([a-z][a-z0-9_.]*)\s*\}\}/g, (_, name: string) =>
    Object.hasOwn(variables, name) ? (variables[name] ?? '') : '',
  )
  if (filled.length <= maxValueLength) return filled
  // Not between the halves of a surrogate pair.
  return filled.slice(0, maxValueLength).replace(/[\uD800-\uDBFF]$/, '')
}
