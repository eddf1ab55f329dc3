import { isToken, trimSpace } from './characters.ts'

/** `;name=value` lists by lower-case name; a parameter without a value has the value `''`. */
export type Parameters = ReadonlyMap<string, string>

export const NO_PARAMETERS: Parameters = new Map()

/**
 * The index of the first of `stops` at or after `from` that stands outside quoted strings (RFC 3261 §25.1,
 * backslash escapes included) and outside `<…>`; the length of the text when there is none; -1 when a quoted string
 * or an angle bracket is left open.
 */
export function indexOutside(text: string, stops: string, from: number): number {
  let quoted = false
  let bracketed = false
  for (let index = from; index < text.length; index += 1) {
    const character = text.charAt(index)
    if (quoted) {
      if (character === '\\') index += 1
      else if (character === '"') quoted = false
    } else if (bracketed) {
      if (character === '>') bracketed = false
    } else if (stops.includes(character)) return index
    else if (character === '"') quoted = true
    else if (character === '<') bracketed = true
  }
  return quoted || bracketed ? -1 : text.length
}

/** Splits at commas outside quotes and brackets; `undefined` when a quote or bracket is left open. */
export function splitList(text: string): string[] | undefined {
  if (!text.includes(',')) return [trimSpace(text)]
  const values: string[] = []
  let start = 0
  while (start <= text.length) {
    const end = indexOutside(text, ',', start)
    if (end < 0) return undefined
    const value = trimSpace(text.slice(start, end))
    if (value !== '') values.push(value)
    start = end + 1
  }
  return values
}

/**
 * Parses `;a=b;c` (an empty text gives none). Names are tokens and become lower-case; values keep their case and, where
 * quoted, lose quotes and escapes. `undefined` for anything that is not such a list. Where a name is repeated the
 * first holds, so that nothing can be overridden by what is appended.
 */
export function parseParameters(text: string): Parameters | undefined {
  let start = 0
  while (start < text.length && (text[start] === ' ' || text[start] === '\t')) start += 1
  if (start === text.length) return NO_PARAMETERS
  if (text[start] !== ';') return undefined
  const parameters = new Map<string, string>()
  while (start < text.length) {
    const end = indexOutside(text, ';', start + 1)
    if (end < 0) return undefined
    if (!addParameter(parameters, text.slice(start + 1, end))) return undefined
    start = end
  }
  return parameters
}

function addParameter(parameters: Map<string, string>, text: string): boolean {
  const equals = text.indexOf('=')
  const name = trimSpace(equals < 0 ? text : text.slice(0, equals)).toLowerCase()
  // A stray `;` is a common slip and harmless.
  if (name === '') return equals < 0
  if (!isToken(name)) return false
  const value = equals < 0 ? '' : unquote(trimSpace(text.slice(equals + 1)))
  if (value === undefined) return false
  if (!parameters.has(name)) parameters.set(name, value)
  return true
}

/** The content of a quoted string, or the text itself when it is not quoted; `undefined` when badly quoted. */
export function unquote(text: string): string | undefined {
  if (!text.startsWith('"')) return text
  const end = endOfQuoted(text, 0)
  if (end !== text.length) return undefined
  const content = text.slice(1, -1)
  if (!content.includes('\\')) return content
  let plain = ''
  for (let index = 0; index < content.length; index += 1) {
    if (content[index] === '\\') index += 1
    plain += content.charAt(index)
  }
  return plain
}

/** The index after the quoted string that begins at `start`; -1 when it does not end. */
export function endOfQuoted(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index += 1) {
    const character = text.charAt(index)
    if (character === '\\') index += 1
    else if (character === '"') return index + 1
  }
  return -1
}

/** A quoted string of RFC 3261 §25.1. */
export function quote(content: string): string {
  let quoted = '"'
  for (const character of content) {
    if (character === '"' || character === '\\') quoted += '\\'
    quoted += character
  }
  return `${quoted}"`
}
