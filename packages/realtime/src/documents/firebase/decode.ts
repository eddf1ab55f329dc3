/**
 * The database knows neither `null` nor what is empty; both stand there as a text that begins with a tilde, and a text that does
 * so has one more (`modules/live/firebase/encode.ts` in the backend writes them).
 */
export function decode(value: unknown): unknown {
  if (typeof value === 'string') return decodeText(value)
  if (Array.isArray(value)) return value.map(decode)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, decode(child)]))
}

function decodeText(text: string): unknown {
  switch (text) {
    case '~':
      return null
    case '~[]':
      return []
    case '~{}':
      return {}
    default:
      return text.startsWith('~~') ? text.slice(1) : text
  }
}
