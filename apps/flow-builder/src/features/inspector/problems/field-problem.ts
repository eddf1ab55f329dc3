/** Something wrong with one field, said beside it. */
export interface FieldProblem {
  readonly severity: 'error' | 'warning'
  readonly message: string
  /** Which part of a text it is about, in UTF-16 code units. */
  readonly place?: { readonly start: number; readonly end: number }
}

/** By the field’s setting, as a JSON Pointer. */
export type FieldProblems = ReadonlyMap<string, readonly FieldProblem[]>
