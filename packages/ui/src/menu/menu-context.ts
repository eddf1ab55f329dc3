import { createContext } from '../context/create-context.ts'

/** Tells the items that a menu stands above them. */
export const menuContext = createContext<true>('Menu')
