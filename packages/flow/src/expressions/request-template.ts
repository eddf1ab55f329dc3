import { outcomeOf } from './evaluate.ts'
import { Failure, Run } from './run.ts'
import { type Piece, piecesOf, valueOf } from './template.ts'
import { asText, cut, type Value, type Values } from './values.ts'

/** As what a template is read by whoever it is sent to. */
export type Writing = 'text' | 'json' | 'address' | 'form'

const secret = /^\s*secret\.([A-Z][A-Z0-9_]{0,39})\s*$/

/** The secrets that a template names as `{{ secret.CRM_KEY }}`, each once. */
export function secretsIn(template: string): string[] {
  const names = piecesOf(template).flatMap((piece) => secretOf(piece) ?? [])
  return [...new Set(names)]
}

/** The template with white space for the places of secrets, as long as before: what is left can be checked. */
export function withoutSecretPlaces(template: string): string {
  return piecesOf(template)
    .map((piece) =>
      secretOf(piece) === undefined ? asWritten(piece) : ' '.repeat(asWritten(piece).length),
    )
    .join('')
}

/**
 * Fills in what is sent to another server. Places of secrets stay as they are; no value can make another, since its own
 * braces are written so that none is seen in them. In an address and a form, values are percent-encoded, but for one the
 * text begins with, which is the address itself. In JSON, a value within quotes is escaped as a text is; outside of them
 * it is written as JSON: a text with its quotes, what is missing as `null`.
 */
export function fillInRequest(
  template: string,
  values: Values,
  { as, limit }: { readonly as: Writing; readonly limit: number },
): string {
  const run = new Run(values)
  let text = ''
  let inQuotes = false
  for (const piece of piecesOf(template)) {
    if (piece.kind === 'expression' && secretOf(piece) === undefined) {
      text += write(piece.source, run, as === 'address' && text === '' ? 'text' : as, inQuotes)
    } else {
      text += asWritten(piece)
      if (piece.kind === 'text' && as === 'json') inQuotes = isInQuotes(piece.text, inQuotes)
    }
    if (text.length > limit) break
  }
  return cut(text, limit)
}

function write(source: string, run: Run, as: Writing, inQuotes: boolean): string {
  if (as === 'address' || as === 'form')
    return encodeURIComponent(valueOf(source, run).toWellFormed())
  if (as === 'text') return valueOf(source, run).replaceAll(opening, '{ ')
  const outcome = outcomeOf(source, run)
  const value: Value = outcome instanceof Failure ? null : outcome
  const json = inQuotes
    ? JSON.stringify(asText(value, mostInJson)).slice(1, -1)
    : asText(typeof value === 'string' ? JSON.stringify(value) : (value ?? 'null'), mostInJson)
  return json.replaceAll(opening, String.raw`\u007b`)
}

/** A brace that could open the place of a secret, with what follows it. No JSON but a text has one of these. */
const opening = /\{(?=\{|$)/g

const mostInJson = 100_000

/** Whether a piece of JSON ends within a text. */
function isInQuotes(json: string, before: boolean): boolean {
  let inside = before
  for (let at = 0; at < json.length; at += 1) {
    if (inside && json[at] === '\\') at += 1
    else if (json[at] === '"') inside = !inside
  }
  return inside
}

function secretOf(piece: Piece): string | undefined {
  return piece.kind === 'expression' ? secret.exec(piece.source)?.[1] : undefined
}

function asWritten(piece: Piece): string {
  return piece.kind === 'expression' ? `{{${piece.source}}}` : piece.text
}
