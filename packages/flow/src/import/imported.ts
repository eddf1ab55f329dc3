/** JSON as it stands in settings. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

export interface Point {
  x: number
  y: number
}

/** A block of a flow document of schema 2. */
export interface ImportedBlock {
  kind: string
  name?: string
  at: Point
  settings: Record<string, Json>
  exits: Record<string, string | null>
}

export interface ImportedNote {
  id: string
  text: string
  at: Point
  size: { width: number; height: number }
}

/** A flow document of schema 2: a draft, whose references still have to be chosen where the other side had none. */
export interface ImportedDocument {
  schema: 2
  blocks: Record<string, ImportedBlock>
  notes?: ImportedNote[]
}

/** What became of one step of the other side's flow. */
export interface ImportItem {
  /** As the other side names it, and its type there. */
  readonly source: { readonly name: string; readonly type: string }
  /** The block it became; the first, where it became several. */
  readonly block?: string
  /** In words, for whoever imports. */
  readonly why: string
}

export interface Imported {
  readonly kind: 'imported'
  readonly document: ImportedDocument
  readonly report: {
    /** Does here what it did there. */
    readonly mapped: readonly ImportItem[]
    /** Has to be looked over: something is done otherwise, or has to be chosen. */
    readonly approximated: readonly ImportItem[]
    /** Is not in the flow; callers go past it, and a note stands in its place. */
    readonly left: readonly ImportItem[]
  }
}

/** The file is no flow of the kind expected, or too large. */
export interface Refused {
  readonly kind: 'refused'
  readonly reason: string
}

/** More steps than this are not taken. */
export const mostSteps = 1500
