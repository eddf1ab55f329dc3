import { parse } from './parse.ts'
import { partsOf, type Syntax } from './syntax.ts'
import { piecesOf } from './template.ts'

/**
 * The variables that an expression uses, by their names at the top level (`caller` of `caller.number`), each once, in the
 * order they first stand in. What is no expression is taken for a template; none where it cannot be read either.
 */
export function namesIn(source: string): readonly string[] {
  if (parse(source).kind === 'problem') return namesInTemplate(source)
  return [...new Set(namesOf(source))]
}

/** The variables that the expressions of a template use. */
export function namesInTemplate(template: string): readonly string[] {
  const names = piecesOf(template).flatMap((piece) =>
    piece.kind === 'expression' ? namesOf(piece.source) : [],
  )
  return [...new Set(names)]
}

function namesOf(source: string): readonly string[] {
  const parsed = parse(source)
  return parsed.kind === 'parsed' ? used(parsed.syntax, []) : []
}

function used(syntax: Syntax, items: readonly string[]): readonly string[] {
  if (syntax.kind === 'name') return items.includes(syntax.name) ? [] : [syntax.name]
  if (syntax.kind !== 'each') return partsOf(syntax).flatMap((part) => used(part, items))
  const inside = [...items, syntax.as]
  const [over, ...rest] = partsOf(syntax)
  return [
    ...(over === undefined ? [] : used(over, items)),
    ...rest.flatMap((part) => used(part, inside)),
  ]
}
