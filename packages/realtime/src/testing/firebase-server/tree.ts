export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json }
type Branch = Readonly<Record<string, Json>>

export const partsOf = (path: string): string[] => path.split('/').filter((part) => part !== '')

/** What is at a path; `null` where there is nothing. */
export function valueAt(tree: Json, path: readonly string[]): Json {
  return path.reduce<Json>((node, key) => (isBranch(node) ? (node[key] ?? null) : null), tree)
}

/** The tree with another value at a path. As in the real database, what is empty is not there. */
export function withValue(tree: Json, path: readonly string[], value: Json): Json {
  const [key, ...rest] = path
  if (key === undefined) return pruned(value)
  const branch: Record<string, Json> = isBranch(tree) ? { ...tree } : {}
  const child = withValue(branch[key] ?? null, rest, value)
  if (child === null) delete branch[key]
  else branch[key] = child
  return Object.keys(branch).length > 0 ? branch : null
}

/** Lists become branches by number, as they are kept; what is empty or `null` falls away. */
function pruned(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value
  const branch: Record<string, Json> = {}
  for (const [key, child] of Object.entries(value)) {
    const kept = pruned(child)
    if (kept !== null) branch[key] = kept
  }
  return Object.keys(branch).length > 0 ? branch : null
}

function isBranch(value: Json): value is Branch {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Puts the server's time where a client asked for it (`{ ".sv": "timestamp" }`). */
export function withServerTime(value: Json, nowMs: number): Json {
  if (!isBranch(value)) return value
  if (value['.sv'] === 'timestamp') return nowMs
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [key, withServerTime(child, nowMs)]),
  )
}
