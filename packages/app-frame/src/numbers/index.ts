export { numbersWords } from './numbers-words.ts'

/** The page of the centre's numbers, in a chunk of its own. */
export const loadNumbersPage = () => import('./NumbersPage.vue')
