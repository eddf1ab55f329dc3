import { createContext } from '../context/create-context.ts'

/** Tells tooltips that a shared provider stands above them. */
export const tooltipGroup = createContext<true>('UiRoot')
