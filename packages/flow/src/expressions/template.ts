import { BoundedCache } from './bounded-cache.ts'
import { outcomeOf } from './evaluate.ts'
import { maxSourceLength } from './parse.ts'
import { Failure, Run } from './run.ts'
import { asText, cut, maxValueLength, type Values } from './values.ts'

/** A piece of a template: text as it stands, or an expression and where it begins. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'expression'; readonly source: string; readonly start: number }
  /** Two braces that are never closed. They are text as well. */
  | { readonly kind: 'unclosed'; readonly text: string; readonly start: number }

const templates = new BoundedCache<readonly Piece[]>(piecesOf, { most: 1000, longestKey: 4000 })

/**
 * Puts the value of each `{{ expression }}` where it stands: texts and numbers plainly, lists and maps as JSON. What is
 * missing or fails becomes nothing. The whole is cut off after `maxValueLength`, and all its expressions together may cost
 * what one may.
 */
export function fillIn(template: string, values: Values): string {
  return filled(template, values, (value) => value)
}

/**
 * Fills in a text that is said. What a value holds is said as well, and never taken for markup: callers have a say in some
 * of them.
 */
export function fillInSpoken(template: string, values: Values): string {
  const isMarkup = /^\s*<speak>/.test(template)
  return filled(template, values, isMarkup ? escaped : withoutSpeak)
}

function escaped(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Only a text that is wholly in `<speak>` is markup. */
function withoutSpeak(value: string): string {
  return value.replaceAll(/<\/?speak>/g, ' ')
}

function filled(template: string, values: Values, written: (value: string) => string): string {
  if (!template.includes('{{')) return cut(template, maxValueLength)
  const run = new Run(values)
  let text = ''
  for (const piece of templates.get(template)) {
    text += piece.kind === 'expression' ? written(valueOf(piece.source, run)) : piece.text
    if (text.length > maxValueLength) break
  }
  return cut(text, maxValueLength)
}

/** The text of an expression's value; nothing where it has none. */
export function valueOf(source: string, run: Run): string {
  const outcome = outcomeOf(source, run)
  if (outcome instanceof Failure) return ''
  // One more than fits, so that the cut is made on the whole and not within a character here.
  return asText(outcome, maxValueLength + 1).slice(0, maxValueLength + 1)
}

/** The pieces of a template in their order. */
export function piecesOf(template: string): readonly Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (let open = template.indexOf('{{'); open >= 0; open = template.indexOf('{{', at)) {
    if (open > at) pieces.push({ kind: 'text', text: template.slice(at, open) })
    const close = closing(template, open + 2)
    if (close === undefined) {
      pieces.push({ kind: 'unclosed', text: template.slice(open), start: open })
      return pieces
    }
    pieces.push({ kind: 'expression', source: template.slice(open + 2, close), start: open + 2 })
    at = close + 2
  }
  if (at < template.length) pieces.push({ kind: 'text', text: template.slice(at) })
  return pieces
}

/**
 * Where the two braces stand that end an expression: not within a text or a map of it. Where its quotes or braces do not
 * add up, the first two braces end it, so that a slip does not swallow the rest.
 */
function closing(template: string, from: number): number | undefined {
  const end = Math.min(template.length, from + maxSourceLength)
  let depth = 0
  for (let at = from; at < end; at += 1) {
    const character = template[at]
    if (character === '"' || character === "'") at = endOfText(template, at, end)
    else if (character === '{') depth += 1
    else if (character === '}' && depth > 0) depth -= 1
    else if (character === '}' && template[at + 1] === '}') return at
  }
  const first = template.indexOf('}}', from)
  return first < 0 ? undefined : first
}

/** Where the quote stands that ends a text. */
function endOfText(template: string, from: number, end: number): number {
  for (let at = from + 1; at < end; at += 1) {
    if (template[at] === '\\') at += 1
    else if (template[at] === template[from]) return at
  }
  return end
}
