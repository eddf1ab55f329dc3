import type { Value, Values } from '../expressions/values.ts'

/** How many letters values have as JSON, but for the braces around them. */
export function sizeOf(values: Values): number {
  return Object.entries(values).reduce((sum, [key, value]) => sum + sizeOfEntry(key, value), 0)
}

/** By how much values grow, or shrink, by a change. The work is that of what changes. */
export function growthOf(values: Values, change: Values = {}): number {
  const replaced = Object.keys(change).filter((key) => Object.hasOwn(values, key))
  return replaced.reduce((sum, key) => sum - sizeOfEntry(key, values[key] ?? null), sizeOf(change))
}

function sizeOfEntry(key: string, value: Value): number {
  return JSON.stringify(key).length + JSON.stringify(value).length + 2
}
