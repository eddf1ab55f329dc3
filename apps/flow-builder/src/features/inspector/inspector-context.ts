import type { FlowBlock, FlowDocument } from '@iris/contracts'
import type { ReferenceType, Scope } from '@iris/flow'
import { createContext } from '@iris/ui'
import type { ComputedRef } from 'vue'
import type { FieldProblem } from './problems/field-problem.ts'
import type { InspectorThings } from './things.ts'
import type { VariableOption } from './variables/variable-options.ts'

/** What the fields of a form know of where they are. */
export interface InspectorState {
  readonly document: FlowDocument
  readonly blockId: string
  readonly block: FlowBlock
  readonly things: InspectorThings
  readonly readonly: boolean
  readonly scope: Scope
  readonly variables: readonly VariableOption[]
  /** What is to be said beside a field by now, by its JSON Pointer. */
  problemsAt(setting: string): readonly FieldProblem[]
  /** The same for a setting and all there is in it. */
  problemsWithin(setting: string): readonly FieldProblem[]
  /** Somebody was here: from now on the field may say what is wrong with it. */
  touch(setting: string): void
  listen(text: string): void
  create(type: ReferenceType): void
}

export const inspectorContext =
  createContext<Readonly<ComputedRef<InspectorState>>>('BlockInspector')

export function useInspector(): Readonly<ComputedRef<InspectorState>> {
  return inspectorContext.use('useInspector')
}
