/** A stretch of a text, and how it is to look. */
export interface Segment {
  readonly text: string
  readonly kind: 'plain' | 'expression' | 'wrong'
}

interface Place {
  readonly start: number
  readonly end: number
}

/** The stretches of a text: what is wrong, what else is within braces, and the rest. Together they are the text. */
export function segmentsOf(text: string, wrong: readonly Place[]): Segment[] {
  const braces = [...text.matchAll(/\{\{.*?\}\}/gs)].map(({ index, 0: found }) => ({
    start: index,
    end: index + found.length,
  }))
  const cuts = [...braces, ...wrong].flatMap(({ start, end }) => [start, end])
  const inside = cuts.filter((cut) => cut > 0 && cut < text.length)
  const bounds = [...new Set([0, ...inside, text.length])].sort((a, b) => a - b)
  return bounds.slice(1).map((end, index) => {
    const start = bounds[index] ?? 0
    const isIn = (place: Place) => place.start <= start && end <= place.end
    const kind = wrong.some(isIn) ? 'wrong' : braces.some(isIn) ? 'expression' : 'plain'
    return { text: text.slice(start, end), kind }
  })
}
