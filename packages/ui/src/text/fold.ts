/** A text without case and accents, for finding: `Müller` and `MULLER` are both `muller`. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}
