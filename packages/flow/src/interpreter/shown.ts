import type { Value, Values } from '../expressions/values.ts'
import { withoutSecrets } from './secrets.ts'

/** How many letters of a value a trace shows, as JSON. */
export const maxShownLength = 2000

/** Variables as a trace may show them: what is secret masked, what is long cut short. */
export function shown(values: Values, secrets: readonly string[]): Values {
  const open = Object.entries(withoutSecrets(values, secrets))
  return Object.fromEntries(open.map(([key, value]) => [key, shortened(value)]))
}

function shortened(value: Value): Value {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (text.length <= maxShownLength) return value
  // Never inside a character.
  return `${text.slice(0, maxShownLength).replace(/[\uD800-\uDBFF]$/, '')}…`
}
