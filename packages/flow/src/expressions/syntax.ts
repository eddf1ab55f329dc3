import type { Value } from './values.ts'

/** Where something stands in the source, in UTF-16 code units; `end` is behind it. */
export interface Place {
  readonly start: number
  readonly end: number
}

export interface ExpressionProblem extends Place {
  /** A sentence for the person who wrote the expression. */
  readonly message: string
}

export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '<'
  | '<='
  | '>'
  | '>='
  | '=='
  | '!='
  | 'in'

/** What is asked of each item of a list, or of each key of a map. */
export type Each = 'all' | 'exists' | 'exists_one' | 'filter' | 'map'

/** An expression as it was written. The language has no statements, and nothing in it changes anything. */
export type Syntax = Place &
  (
    | { readonly kind: 'literal'; readonly value: Value }
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'field'; readonly of: Syntax; readonly name: string }
    | { readonly kind: 'item'; readonly of: Syntax; readonly index: Syntax }
    | { readonly kind: 'has'; readonly of: Syntax; readonly name: string }
    | { readonly kind: 'call'; readonly name: string; readonly args: readonly Syntax[] }
    | {
        readonly kind: 'each'
        readonly each: Each
        readonly over: Syntax
        readonly as: string
        /** `map(x, condition, result)` has both. */
        readonly condition: Syntax | undefined
        readonly result: Syntax | undefined
      }
    | { readonly kind: 'list'; readonly items: readonly Syntax[] }
    | { readonly kind: 'map'; readonly entries: readonly (readonly [Syntax, Syntax])[] }
    | {
        readonly kind: 'choice'
        readonly condition: Syntax
        readonly yes: Syntax
        readonly no: Syntax
      }
    | { readonly kind: 'and' | 'or'; readonly left: Syntax; readonly right: Syntax }
    | { readonly kind: 'not' | 'minus'; readonly of: Syntax }
    | {
        readonly kind: 'operator'
        readonly operator: BinaryOperator
        readonly left: Syntax
        readonly right: Syntax
      }
  )

/** The expressions directly within one. */
export function partsOf(syntax: Syntax): readonly Syntax[] {
  switch (syntax.kind) {
    case 'literal':
    case 'name':
      return []
    case 'field':
    case 'has':
    case 'not':
    case 'minus':
      return [syntax.of]
    case 'item':
      return [syntax.of, syntax.index]
    case 'call':
      return syntax.args
    case 'each':
      return [syntax.over, syntax.condition, syntax.result].filter((part) => part !== undefined)
    case 'list':
      return syntax.items
    case 'map':
      return syntax.entries.flat()
    case 'choice':
      return [syntax.condition, syntax.yes, syntax.no]
    case 'and':
    case 'or':
    case 'operator':
      return [syntax.left, syntax.right]
  }
}

/** How many expressions one is made of, itself included. */
export function sizeOf(syntax: Syntax): number {
  return partsOf(syntax).reduce((sum, part) => sum + sizeOf(part), 1)
}
