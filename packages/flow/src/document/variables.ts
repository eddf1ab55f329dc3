import type { FlowDocument } from '@iris/contracts'
import { kindNamed } from '../kinds/registry.ts'
import { fieldsOf } from './fields.ts'

/** The names of the variables that a flow sets somewhere, each once. */
export function variablesOf(document: FlowDocument): string[] {
  const names = Object.values(document.blocks).flatMap(({ kind, settings }) =>
    fieldsOf(kindNamed(kind)?.form ?? [], settings).flatMap(({ field, value }) =>
      field.type === 'variable' && typeof value === 'string' && value !== '' ? [value] : [],
    ),
  )
  return [...new Set(names)]
}
