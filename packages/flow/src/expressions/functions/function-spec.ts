import type { Outcome, Run } from '../run.ts'
import type { TypeKind, ValueType } from '../types.ts'
import type { Value } from '../values.ts'

export interface Parameter {
  readonly name: string
  /** The kinds of values it takes. */
  readonly accepts: readonly TypeKind[]
  /** Only after those that are not. */
  readonly isOptional?: true
}

/** One function of the language: what it takes and gives, what it is for, and how it works. */
export interface FunctionSpec {
  readonly title: string
  readonly parameters: readonly Parameter[]
  readonly returns: ValueType
  /** An expression that needs no variables, and what it gives. */
  readonly example: readonly [source: string, result: Value]
  /** Called with values of the kinds that `parameters` accept, as many as there are or less the optional ones. */
  readonly run: (args: readonly Value[], run: Run) => Outcome
}

export type FunctionTable = Readonly<Record<string, FunctionSpec>>

export function takes(name: string, ...accepts: readonly TypeKind[]): Parameter {
  return { name, accepts }
}

export function mayTake(name: string, ...accepts: readonly TypeKind[]): Parameter {
  return { name, accepts, isOptional: true }
}
