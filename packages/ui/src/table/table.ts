export interface TableColumn<Row> {
  /** Names the slot for its cells: `cell-<id>`. */
  id: string
  header: string
  /** What the cell says where there is no slot. */
  value?: (row: Row) => string | number | null | undefined
  /** Shows the button that sorts. Sorting itself is the page's: the rest of the list is at the server. */
  sortable?: boolean
  /** Numbers stand at the end, in tabular figures. */
  align?: 'start' | 'end'
  /** A CSS length. Columns without one share what is left. */
  width?: string
  /** The header is heard, not seen: for buttons, for pictures. */
  headerHidden?: boolean
  /** Prose: breaks into lines where others scroll sideways. Not in lists over 200 rows. */
  wrap?: boolean
  /** Left out on a phone. */
  secondary?: boolean
}

export interface TableSort {
  column: string
  direction: 'ascending' | 'descending'
}

/** What a list is doing. */
export type ListState = 'ready' | 'loading' | 'error' | 'forbidden'

/** The classes that a column's header and cells share. */
export function columnClass({ align, secondary }: TableColumn<never>): string {
  return [align === 'end' ? 'text-end' : 'text-start', secondary && 'max-sm:hidden']
    .filter(Boolean)
    .join(' ')
}

/** The order after a press on a column's header: up, then down, then up again. */
export function nextSort(current: TableSort | undefined, column: string): TableSort {
  const down = current?.column === column && current.direction === 'ascending'
  return { column, direction: down ? 'descending' : 'ascending' }
}
