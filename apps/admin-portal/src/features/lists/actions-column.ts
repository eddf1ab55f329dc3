import { listWords } from './list-words.ts'

/** The column of a list's menus, at the end; none for who may do nothing. */
export function actionsColumn(may: boolean) {
  if (!may) return []
  const header = listWords('actions')
  return [{ id: 'actions', header, headerHidden: true, align: 'end' as const, width: '3.5rem' }]
}
