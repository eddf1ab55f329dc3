import { inferType } from './infer-type.ts'
import { parse } from './parse.ts'
import type { ExpressionProblem } from './syntax.ts'
import { piecesOf } from './template.ts'
import { kindInWords, type Scope } from './types.ts'

/**
 * What is wrong with an expression before it is ever worked out: what cannot be read, names and functions that are not
 * there, and values of the wrong kind where the kind is known. Without a scope any name may be used.
 */
export function checkExpression(source: string, scope?: Scope): ExpressionProblem[] {
  const parsed = parse(source)
  return parsed.kind === 'problem' ? [parsed.problem] : inferType(parsed.syntax, scope).problems
}

/** As `checkExpression`, for one that must be true or false. */
export function checkCondition(source: string, scope?: Scope): ExpressionProblem[] {
  const parsed = parse(source)
  if (parsed.kind === 'problem') return [parsed.problem]
  const { type, problems } = inferType(parsed.syntax, scope)
  if (problems.length > 0 || type.kind === 'boolean' || type.kind === 'any') return problems
  const message = `A condition must be true or false, not ${kindInWords(type.kind)}.`
  return [{ message, start: 0, end: source.length }]
}

/** As `checkExpression`, for each expression of a template; places are those in the template. */
export function checkTemplate(template: string, scope?: Scope): ExpressionProblem[] {
  return piecesOf(template).flatMap((piece) => {
    if (piece.kind === 'text') return []
    if (piece.kind === 'unclosed') {
      const place = { start: piece.start, end: piece.start + 2 }
      return [{ message: 'These braces are never closed: “}}” is missing.', ...place }]
    }
    return checkExpression(piece.source, scope).map(({ message, start, end }) => ({
      message,
      start: start + piece.start,
      end: end + piece.start,
    }))
  })
}
