import { createContext } from '@iris/ui'
import type { ComputedRef } from 'vue'

/** Whether who looks at a form may change it: for the parts that add and remove. */
export const mayEditContext = createContext<Readonly<ComputedRef<boolean>>>('PageForm, FormDialog')
