/** One thing that was measured, and what it should be. */
export interface Figure {
  readonly name: string
  readonly value: string
  readonly target?: string
}

/** The value below which the share of the sorted samples lies; NaN without samples. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`
}

export function printFigures(title: string, figures: readonly Figure[]): void {
  console.log(`\n${title}`)
  const width = Math.max(...figures.map(({ name }) => name.length))
  for (const { name, value, target } of figures) {
    console.log(
      `  ${name.padEnd(width + 2)}${value.padEnd(28)}${target === undefined ? '' : `aim ${target}`}`,
    )
  }
}
