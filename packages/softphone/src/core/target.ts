/**
 * Reads what somebody typed or pasted to call: a number with the marks people write in one (spaces, dots, dashes,
 * slashes, brackets), an extension, a feature code with `*` or `#`, or a user's name. `undefined` when it is none.
 */
export function readTarget(typed: string): string | undefined {
  const text = typed.trim().replace(/^tel:/i, '')
  const number = text.replace(/[\s()./\u2010-\u2015\u00A0-]/g, '')
  if (/^\+?[0-9*#]{1,32}$/.test(number)) return number
  return /^[a-z][a-z0-9._-]{0,63}$/i.test(text) ? text : undefined
}

/** A key of the telephone: RFC 4733 §3.2, events 0 to 15. */
export function readKey(typed: string): string | undefined {
  const key = typed.toUpperCase()
  return /^[0-9*#A-D]$/.test(key) ? key : undefined
}
