/** By code units, so that the order is the same everywhere. For `sort`. */
export function compareIds(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
