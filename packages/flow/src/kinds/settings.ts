import { z } from 'zod'

/** Text to be spoken; each `{{ expression }}` in it is replaced by its value. */
export const Spoken = z
  .string()
  .trim()
  .min(1, 'Write what is to be said.')
  .max(2000, 'At most 2000 characters.')

/** A voice such as `polly:Joanna`; without it, the usual one. */
export const Voice = z.string().max(100).optional()

/** The name of a queue, prompt, box or flow; empty while nobody has chosen one. */
export const Reference = z.string().trim().max(80, 'At most 80 characters.')

/** One key of a telephone. */
export const Key = z.string().regex(/^[0-9*#]$/, 'One key: 0 to 9, * or #.')

/** A word or two that a caller may say, as recognisers take hints. */
export const SpokenWord = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N} .'&-]*$/u, 'Letters and digits, as one says them.')
  .max(40, 'At most 40 characters.')

/** What callers speak, as BCP 47. */
export const Language = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}$/, 'Write a language such as en-US or de.')

/** What variables of a flow are called. */
export const VariableName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, 'Small letters, digits and _; at most 40.')
  .refine(
    (name) => !words.has(name),
    'This is a word of the language of expressions. Choose another.',
  )
  .refine((name) => !given.has(name), 'This name stands for what Iris knows. Choose another.')

/** Of CEL (language definition, “Reserved identifiers” and literals). */
const words = new Set(
  (
    'as break const continue else false for function if import in let loop package namespace null return true var void ' +
    'while'
  ).split(' '),
)

const given = new Set([
  'call',
  'caller',
  'called',
  'contact',
  'menu',
  'gather',
  'queue',
  'time',
  'error',
  'http',
  'flow',
  'round',
  'result',
  'secret',
])

/** Text with `{{ }}` that nobody says. */
export const Template = z.string().max(2000, 'At most 2000 characters.')

/** An expression; see docs/expressions.md. */
export const Expression = z
  .string()
  .trim()
  .min(1, 'Write an expression.')
  .max(2000, 'At most 2000 characters.')

/** ms. */
export const NoInputMs = z.number().int().min(0).max(600_000).default(5000)
