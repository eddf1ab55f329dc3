import type { FlowDocument } from '@iris/contracts'
import { kindNamed } from '../kinds/registry.ts'
import type { ReferenceType } from '../kinds/field.ts'
import type { RawSettings } from '../kinds/kind.ts'
import { fieldsOf } from './fields.ts'

/** A name in a block's settings that stands for a thing of the centre. */
export interface Reference {
  readonly type: ReferenceType
  /** Empty while nobody has chosen one. */
  readonly name: string
  readonly block: string
  /** Where in the settings, as a JSON Pointer. */
  readonly setting: string
  readonly label: string
}

/** Every name a flow has for something outside it, in the order of its blocks; those of disabled blocks too. */
export function referencesOf(document: FlowDocument): Reference[] {
  return Object.entries(document.blocks).flatMap(([block, { kind, settings }]) =>
    referencesIn(kind, settings).map((reference) => ({ ...reference, block })),
  )
}

/** The references of one block's settings. */
export function referencesIn(kind: string, settings: RawSettings): Omit<Reference, 'block'>[] {
  return fieldsOf(kindNamed(kind)?.form ?? [], settings).flatMap(({ field, setting, value }) =>
    field.type === 'reference'
      ? [{ type: field.to, name: nameIn(value), setting, label: field.label }]
      : [],
  )
}

function nameIn(value: unknown): string {
  return typeof value === 'string' ? value.trim() : ''
}
