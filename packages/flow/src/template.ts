import type { Variables } from './step.ts'

/**
 * The longest a value can become, in UTF-16 code units. Without a bound, a loop that sets a variable to itself twice
 * would fill the memory.
 */
export const maxValueLength = 2000

/** Replaces each `{{ name }}` by the variable's value, an unknown one by nothing. What is too long is cut off. */
export function fillIn(template: string, variables: Variables): string {
  return filled(template, variables, (value) => value)
}

/**
 * Fills in a text that is said. What a value holds is said as well, and never taken for markup: callers have a say in some
 * of them.
 */
export function fillInSpoken(template: string, variables: Variables): string {
  const isMarkup = /^\s*<speak>/.test(template)
  return filled(template, variables, isMarkup ? escaped : withoutSpeak)
}

function escaped(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Only a text that is wholly in `<speak>` is markup. */
function withoutSpeak(value: string): string {
  return value.replaceAll(/<\/?speak>/g, ' ')
}

function filled(
  template: string,
  variables: Variables,
  written: (value: string) => string,
): string {
  const text = template.replaceAll(/\{\{\s*([a-z][a-z0-9_.]*)\s*\}\}/g, (_, name: string) =>
    Object.hasOwn(variables, name) ? written(variables[name] ?? '') : '',
  )
  if (text.length <= maxValueLength) return text
  // Not between the halves of a surrogate pair.
  return text.slice(0, maxValueLength).replace(/[\uD800-\uDBFF]$/, '')
}
