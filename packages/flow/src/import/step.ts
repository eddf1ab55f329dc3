import type { Json, Point } from './imported.ts'

/** A step of the other side's flow. */
export interface Source {
  /** What other steps call it. */
  readonly key: string
  /** What people call it. */
  readonly name: string
  readonly type: string
  readonly at: Point
}

/** Where an exit leads. `step` without one, or with one that is not there, is the end of the call. */
export type Wire =
  | { readonly kind: 'step'; readonly step: string | undefined }
  | { readonly kind: 'part'; readonly part: number }
  | { readonly kind: 'nowhere' }

export const toStep = (step: string | undefined): Wire => ({ kind: 'step', step })
export const toPart = (part: number): Wire => ({ kind: 'part', part })
export const theEnd: Wire = { kind: 'step', step: undefined }
export const nowhere: Wire = { kind: 'nowhere' }

/** One block that a step becomes, or becomes part of. */
export interface Part {
  readonly kind: string
  readonly settings: Record<string, Json>
  readonly exits: Readonly<Record<string, Wire>>
  /** Where it is not named as its step is. */
  readonly name?: string
}

/** What a step becomes. */
export type Outcome =
  | {
      readonly kind: 'parts'
      readonly how: 'mapped' | 'approximated'
      readonly why: string
      /** The first is where callers come in. */
      readonly parts: readonly Part[]
      /** What later steps may read of it under its own name, and by which exits of which part it is there. */
      readonly keeps?: Keeps
    }
  /** Callers go past it. */
  | {
      readonly kind: 'passed'
      readonly how: 'mapped' | 'approximated' | 'left'
      readonly why: string
      readonly onwards: string | undefined
    }

export interface Keeps {
  readonly value: 'gather' | 'http' | 'menu'
  readonly part: number
  readonly exits: readonly string[]
}

/** A step whose parts do what it did, but for what is in `buts`. */
export function became(parts: readonly Part[], why: string, buts: readonly string[] = []): Outcome {
  const what = [why, ...buts.slice(0, 5)].join(' ')
  return { kind: 'parts', how: buts.length === 0 ? 'mapped' : 'approximated', why: what, parts }
}

export function left(why: string, onwards: string | undefined): Outcome {
  return { kind: 'passed', how: 'left', why, onwards }
}
