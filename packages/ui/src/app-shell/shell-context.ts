import type { Ref } from 'vue'
import { createContext } from '../context/create-context.ts'

export interface Shell {
  /** The navigation shows pictures only. */
  collapsed: Readonly<Ref<boolean>>
  /** A page was chosen: on a phone the drawer has done its work. */
  navigated: () => void
}

export const shellContext = createContext<Shell>('AppShell')
