/** What a variable of a flow holds: JSON. */
export type Value =
  | null
  | boolean
  | number
  | string
  | readonly Value[]
  | { readonly [key: string]: Value }

/** The variables of a run, by their names at the top level. */
export type Values = Readonly<Record<string, Value>>

export type ValueMap = { readonly [key: string]: Value }

/**
 * The longest a filled-in text can become, in UTF-16 code units. Without a bound, a loop that sets a variable to itself
 * twice would fill the memory.
 */
export const maxValueLength = 2000

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}

export function isMap(value: Value): value is ValueMap {
  return typeof value === 'object' && value !== null && !isList(value)
}

/**
 * The value as people read it: a text as it stands, a number without needless zeros, nothing for null, lists and maps as
 * JSON. Writing stops soon after `limit` UTF-16 code units, so that neither length nor depth of a value can cost more.
 */
export function asText(value: Value, limit: number): string {
  if (typeof value === 'string') return value
  if (value === null) return ''
  if (typeof value === 'number') return plainNumber(value)
  return typeof value === 'boolean' ? String(value) : json(value, limit)
}

/** 15 digits are exact in a double, so 0.1 + 0.2 reads 0.3. Never with an exponent, which nobody could say. */
function plainNumber(value: number): string {
  if (Number.isSafeInteger(value)) return String(value)
  if (Number.isInteger(value)) return BigInt(value).toString()
  const text = String(Number(value.toPrecision(15)))
  return text.includes('e') ? value.toFixed(20).replace(/\.?0+$/, '') : text
}

function json(value: Value, limit: number): string {
  if (typeof value !== 'object' || value === null) {
    return JSON.stringify(typeof value === 'string' ? value.slice(0, limit) : value)
  }
  return isList(value) ? jsonList(value, limit) : jsonMap(value, limit)
}

// At the limit what is written is cut off anyhow; the depth of what is left is bounded by it as well.

function jsonList(list: readonly Value[], limit: number): string {
  let text = '['
  for (const item of list) {
    if (text.length >= limit) return text
    text += (text === '[' ? '' : ',') + json(item, limit - text.length)
  }
  return `${text}]`
}

function jsonMap(map: ValueMap, limit: number): string {
  let text = '{'
  for (const [key, item] of Object.entries(map)) {
    if (text.length >= limit) return text
    text += `${text === '{' ? '' : ','}${JSON.stringify(key.slice(0, limit))}:`
    text += json(item, limit - text.length)
  }
  return `${text}}`
}

/** Cut to a length in UTF-16 code units, never between the halves of a surrogate pair. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '')
}
