import { z } from 'zod'

export const Comparison = z.enum([
  'equals',
  'not_equals',
  'contains',
  'starts_with',
  'greater',
  'less',
  'is_empty',
])
export type Comparison = z.infer<typeof Comparison>

/**
 * Whether a comparison holds. Text is compared as it stands, without white space at its ends. `greater` and `less` hold
 * only between decimal numbers. Nothing contains or starts with an empty text, so that a variable that was never set
 * does not match everything.
 */
export function holds(left: string, is: Comparison, right: string): boolean {
  const [a, b] = [left.trim(), right.trim()]
  switch (is) {
    case 'equals':
      return a === b
    case 'not_equals':
      return a !== b
    case 'contains':
      return b !== '' && a.includes(b)
    case 'starts_with':
      return b !== '' && a.startsWith(b)
    case 'greater':
      return decimal(a) > decimal(b)
    case 'less':
      return decimal(a) < decimal(b)
    case 'is_empty':
      return a === ''
  }
}

/** NaN, which is neither greater nor less than anything, for what is no decimal number. */
function decimal(text: string): number {
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
}
