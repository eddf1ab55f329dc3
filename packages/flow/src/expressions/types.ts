import { isList, type Value } from './values.ts'

/** What can be known of a value before there is one. */
export type ValueType =
  | { readonly kind: 'any' | 'null' | 'boolean' | 'number' | 'text' }
  | { readonly kind: 'list'; readonly of: ValueType }
  /** Without `fields` it may have any. */
  | { readonly kind: 'map'; readonly fields?: Readonly<Record<string, Variable>> }

export type TypeKind = ValueType['kind']

/** A variable or a field as the builder shows it. */
export interface Variable {
  readonly title: string
  readonly type: ValueType
  /** What it may hold, to show and to try an expression with. */
  readonly sample: Value
}

/** The variables that an expression may use. */
export type Scope = Readonly<Record<string, Variable>>

export const any: ValueType = { kind: 'any' }
export const text: ValueType = { kind: 'text' }
export const number: ValueType = { kind: 'number' }
export const boolean: ValueType = { kind: 'boolean' }

export function listOf(of: ValueType): ValueType {
  return { kind: 'list', of }
}

/** The kind of a value. */
export function typeKindOf(value: Value): TypeKind {
  if (value === null) return 'null'
  if (isList(value)) return 'list'
  if (typeof value === 'string') return 'text'
  if (typeof value === 'object') return 'map'
  return typeof value === 'number' ? 'number' : 'boolean'
}

const names: Readonly<Record<TypeKind, string>> = {
  any: 'a value',
  null: 'nothing (null)',
  boolean: 'true or false',
  number: 'a number',
  text: 'a text',
  list: 'a list',
  map: 'a map',
}

/** As a sentence names it. */
export function kindInWords(kind: TypeKind): string {
  return names[kind]
}
