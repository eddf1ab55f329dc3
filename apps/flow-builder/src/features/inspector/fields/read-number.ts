/** The number that is written; the text itself where it is none, and `undefined` where there is nothing. */
export function readNumber(written: string): number | string | undefined {
  const text = written.trim().replace(',', '.')
  if (text === '') return undefined
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : written
}
