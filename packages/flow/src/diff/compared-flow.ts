import type { Value } from '../expressions/values.ts'

/** A flow document of schema 2, as far as comparing it goes; the contract has the same shape. */
export interface ComparedFlow {
  readonly schema: 2
  readonly blocks: Readonly<Record<string, ComparedBlock>>
  readonly notes?: readonly ComparedNote[] | undefined
  readonly frames?: readonly ComparedFrame[] | undefined
}

export interface ComparedBlock {
  readonly kind: string
  readonly name?: string | undefined
  readonly at: Point
  readonly disabled?: boolean | undefined
  readonly settings: Readonly<Record<string, Value>>
  /** Where each exit leads; null where it is not wired. */
  readonly exits: Readonly<Record<string, string | null>>
}

export interface ComparedNote {
  readonly id: string
  readonly text: string
  readonly at: Point
  readonly size: Size
}

export interface ComparedFrame {
  readonly id: string
  readonly title: string
  readonly at: Point
  readonly size: Size
  readonly colour?: string | undefined
}

/** On the canvas, in its pixels. */
export interface Point {
  readonly x: number
  readonly y: number
}

export interface Size {
  readonly width: number
  readonly height: number
}

/** By their characters, wherever it runs: `localeCompare` follows the language of the machine. */
export function byText(left: string, right: string): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}
