/** An object of a file that nobody has checked. */
export type Raw = Readonly<Record<string, unknown>>

export function isRaw(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A property of its own; never one that all objects have. */
export function valueAt(raw: Raw, ...path: readonly string[]): unknown {
  let here: unknown = raw
  for (const key of path) {
    if (!isRaw(here) || !Object.hasOwn(here, key)) return undefined
    here = here[key]
  }
  return here
}

export function rawAt(raw: Raw, ...path: readonly string[]): Raw {
  const value = valueAt(raw, ...path)
  return isRaw(value) ? value : {}
}

/** A text, trimmed; numbers and booleans count, for some files write `5` and some `"5"`. Empty where there is none. */
export function textAt(raw: Raw, ...path: readonly string[]): string {
  return textOf(valueAt(raw, ...path))
}

export function textOf(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' ? value.slice(0, longestText).trim() : ''
}

export function numberAt(raw: Raw, ...path: readonly string[]): number | undefined {
  const text = textAt(raw, ...path)
  const number = Number(text)
  return text === '' || !Number.isFinite(number) ? undefined : number
}

export function isTrueAt(raw: Raw, ...path: readonly string[]): boolean {
  return textAt(raw, ...path).toLowerCase() === 'true'
}

/** The objects of a list; what is none is passed over. */
export function rawsAt(raw: Raw, ...path: readonly string[]): Raw[] {
  return listAt(raw, ...path).filter(isRaw)
}

export function listAt(raw: Raw, ...path: readonly string[]): readonly unknown[] {
  const value = valueAt(raw, ...path)
  return Array.isArray(value) ? value.slice(0, longestList) : []
}

export function clamped(number: number, least: number, most: number): number {
  return Math.min(Math.max(Math.round(number), least), most)
}

/** The start of a text, not cut within a character, as long as a name or title may be. */
export function short(text: string, most = 80): string {
  const cut = text.trim().slice(0, most)
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut
}

const longestText = 4000
const longestList = 200
