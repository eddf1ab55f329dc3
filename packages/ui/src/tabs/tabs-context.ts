import { createContext } from '../context/create-context.ts'

/** Tells the parts that Tabs stand above them. */
export const tabsContext = createContext<true>('Tabs')
