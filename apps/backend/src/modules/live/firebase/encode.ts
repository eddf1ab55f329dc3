/** A value as a Realtime Database keeps it. */
export type Encoded =
  | string
  | number
  | boolean
  | readonly Encoded[]
  | { readonly [key: string]: Encoded }

/**
 * The database knows neither `null` nor what is empty: both would be gone. They are written as a text that begins with a tilde,
 * and a text that does so gets one more (`decode.ts` in the package `realtime` reads them).
 */
export function encode(value: unknown): Encoded {
  if (typeof value === 'string') return value.startsWith('~') ? `~${value}` : value
  if (typeof value === 'number' || typeof value === 'boolean') return value
  if (Array.isArray(value)) return value.length === 0 ? '~[]' : value.map(encode)
  if (typeof value !== 'object' || value === null) return '~'
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  if (members.length === 0) return '~{}'
  return Object.fromEntries(members.map(([key, member]) => [key, encode(member)]))
}
