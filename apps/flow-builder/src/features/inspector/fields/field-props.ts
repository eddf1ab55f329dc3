import type { Field } from '@iris/flow'
import type { Setting } from '../edit.ts'

type FieldOf<Type extends Field['type']> = Extract<Field, { readonly type: Type }>

/** What the editor of every field is given. */
export interface FieldProps<Type extends Field['type']> {
  field: FieldOf<Type>
  /** What the settings have, or what holds where they have nothing. */
  value: Setting | undefined
  /** As a JSON Pointer. */
  setting: string
  /** What the same field of the list’s other items has. */
  taken?: readonly Setting[]
}

/** A value as text to edit: what is no text is shown as it would be written. */
export function textIn(value: Setting | undefined): string {
  if (typeof value === 'string') return value
  return value === undefined || value === null ? '' : JSON.stringify(value)
}
