import type { ComputedRef } from 'vue'
import { computed } from 'vue'
import { createContext } from '../context/create-context.ts'

/** What a Field tells the control inside it. */
export interface FieldState {
  controlId: string
  describedBy: string | undefined
  invalid: boolean
  required: boolean
}

export const fieldContext = createContext<Readonly<ComputedRef<FieldState>>>('Field')

/** The attributes that tie a control to its label, hint and error. Empty outside a Field. */
export interface ControlAttributes {
  id?: string
  'aria-describedby'?: string
  'aria-invalid'?: true
  'aria-required'?: true
}

/** For components that put a control of their own into a Field. */
export function useFieldControl(): ComputedRef<ControlAttributes> {
  const field = fieldContext.useOptional()
  return computed(() => (field ? attributes(field.value) : {}))
}

function attributes({ controlId, describedBy, invalid, required }: FieldState): ControlAttributes {
  return {
    id: controlId,
    ...(describedBy !== undefined && { 'aria-describedby': describedBy }),
    ...(invalid && { 'aria-invalid': true }),
    ...(required && { 'aria-required': true }),
  }
}
