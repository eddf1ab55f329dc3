import type { Value } from '@iris/flow'

/** How deep lists and objects may lie in each other. */
export const deepest = 32

export class TooDeepError extends Error {
  constructor() {
    super(`It is nested more than ${deepest} deep.`)
    this.name = 'TooDeepError'
  }
}

/**
 * What `JSON.parse` gave, as a value that can be kept: each text through `change`, no figures beyond what JSON writes, and
 * nothing under `__proto__`. Throws `TooDeepError`.
 */
export function valueOf(json: unknown, change: (text: string) => string = keepable): Value {
  return valueAt(json, change, 0)
}

/** A text as PostgreSQL can keep it: no NUL, and no half of a surrogate pair. */
export function keepable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD')
}

function valueAt(json: unknown, change: (text: string) => string, depth: number): Value {
  if (typeof json === 'string') return change(json)
  if (typeof json === 'number') return numberAs(json, change)
  if (typeof json === 'boolean') return json
  if (typeof json !== 'object' || json === null) return null
  if (depth >= deepest) throw new TooDeepError()
  if (Array.isArray(json)) return json.map((item) => valueAt(item, change, depth + 1))
  const entries = Object.entries(json).filter(([name]) => name !== '__proto__')
  return Object.fromEntries(
    entries.map(([name, item]) => [change(name), valueAt(item, change, depth + 1)]),
  )
}

/** A figure can be something that is to be changed, too, such as a PIN. */
function numberAs(figure: number, change: (text: string) => string): Value {
  if (!Number.isFinite(figure)) return null
  const text = String(figure)
  const changed = change(text)
  return changed === text ? figure : changed
}
