import type { Value, Values } from '../expressions/values.ts'

const mask = '••••'

/** The values as a trace may show them: whatever holds a secret has it masked. */
export function withoutSecrets(values: Values, secrets: readonly string[]): Values {
  if (secrets.length === 0) return values
  // The longest first: one that begins like another must not leave its own end in the open.
  return hidden(
    values,
    secrets.toSorted((a, b) => b.length - a.length),
  )
}

function hidden(values: Values, secrets: readonly string[]): Values {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, masked(value, secrets)]),
  )
}

function masked(value: Value, secrets: readonly string[]): Value {
  if (typeof value === 'string') return secrets.reduce(hide, value)
  if (typeof value === 'number') return secrets.some((one) => String(value) === one) ? mask : value
  if (typeof value !== 'object' || value === null) return value
  if (isList(value)) return value.map((item) => masked(item, secrets))
  return hidden(value, secrets)
}

function hide(text: string, secret: string): string {
  return secret === '' ? text : text.replaceAll(secret, mask)
}

function isList(value: object): value is readonly Value[] {
  return Array.isArray(value)
}
