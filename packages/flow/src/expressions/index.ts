// PROVISIONAL: replaced when branch expressions is merged.
import type { Value, Values } from './values.ts'
export const maxValueLength = 2000
type Result<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'failed'; readonly reason: string }
function at(name: string, values: Values): Value | undefined {
  let here: Value | undefined = values
  for (const part of name.split('.')) {
    if (
      typeof here !== 'object' ||
      here === null ||
      Array.isArray(here) ||
      !Object.hasOwn(here, part)
    )
      return undefined
    here = (here as Values)[part]
  }
  return here
}
export function evaluate(source: string, values: Values): Result<Value> {
  const s = source.trim()
  const sum = /^([a-z_.]+) \+ (\d+)$/.exec(s)
  if (sum) return { kind: 'value', value: Number(at(sum[1] ?? '', values)) + Number(sum[2]) }
  try {
    return { kind: 'value', value: JSON.parse(s) as Value }
  } catch {
    /* a name */
  }
  const value = at(s, values)
  return value === undefined
    ? { kind: 'failed', reason: `${s} is not known.` }
    : { kind: 'value', value }
}
export function isTrue(source: string, values: Values): Result<boolean> {
  const r = evaluate(source, values)
  if (r.kind === 'failed') return r
  return typeof r.value === 'boolean'
    ? { kind: 'value', value: r.value }
    : { kind: 'failed', reason: 'no yes or no' }
}
export function fillIn(t: string, v: Values): string {
  return filled(t, v, (x) => x)
}
export function fillInSpoken(t: string, v: Values): string {
  const markup = /^\s*<speak>/.test(t)
  return filled(
    t,
    v,
    markup
      ? (x) => x.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
      : (x) => x.replaceAll(/<\/?speak>/g, ' '),
  )
}
function filled(t: string, v: Values, w: (x: string) => string): string {
  const text = t.replaceAll(/\{\{(.*?)\}\}/g, (_, e: string) => {
    const r = evaluate(e, v)
    return r.kind === 'failed' || r.value === null
      ? ''
      : w(typeof r.value === 'string' ? r.value : JSON.stringify(r.value))
  })
  return text.length <= maxValueLength
    ? text
    : text.slice(0, maxValueLength).replace(/[\uD800-\uDBFF]$/, '')
}
export function checkExpression(_s: string): { message: string }[] {
  return []
}
export function checkTemplate(_s: string): { message: string }[] {
  return []
}
