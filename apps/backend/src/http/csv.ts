import { Readable } from 'node:stream'
import type { Media } from './media.ts'

export type Cell = string | number | null

/** What begins like a formula is one to a spreadsheet, whatever it was meant to be (OWASP, "CSV injection"). */
const formula = /^[=+\-@\t\r]/
/** Numbers and telephone numbers are written by us alone, and harmless. */
const harmless = /^[+-]?\d+(\.\d+)?$/

/** One line of a table (RFC 4180). Text that a spreadsheet would run is given an apostrophe. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const safe = formula.test(cell) && !harmless.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** A table as an answer, read as it is sent. */
export function csvMedia(
  fileName: string,
  header: readonly string[],
  pages: () => AsyncIterable<readonly (readonly Cell[])[]>,
): Media {
  async function* lines() {
    yield csvLine(header)
    for await (const rows of pages()) if (rows.length > 0) yield rows.map(csvLine).join('')
  }
  const contentType = 'text/csv; charset=utf-8; header=present'
  return { contentType, fileName, bytes: 'unknown', open: () => Readable.from(lines()) }
}
