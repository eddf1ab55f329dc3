import { invalidField } from '../problem.ts'

/** The cursor after a row of a list that is ordered by id. Opaque to clients. */
export function cursorOf(row: { id: string }): string {
  return Buffer.from(row.id).toString('base64url')
}

/** Reads a cursor back. @throws Refusal when it was not made by us */
export function idFromCursor(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString()
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) {
    throw invalidField('?cursor', 'Take the cursor from the page before.')
  }
  return id
}

/** Makes a page of rows that were read with a limit of one more than asked for. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  cursorAfter: (row: Row) => string,
  present: (row: Row) => Item,
): { items: Item[]; nextCursor?: string } {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  const page = { items: items.map(present) }
  return rows.length > limit && last !== undefined
    ? { ...page, nextCursor: cursorAfter(last) }
    : page
}
