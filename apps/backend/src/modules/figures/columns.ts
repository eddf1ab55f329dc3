import type { Totals } from '@iris/contracts'
import { type RawBuilder, sql } from 'kysely'
import { type Figure, figures } from './totals.ts'

/** The column of a figure: its name with small letters. */
export function columnOf(figure: Figure): string {
  return figure.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** What an insert that finds a row there does to each figure. */
export function addedColumns(): RawBuilder<unknown>[] {
  return figures.map((figure) => {
    const column = sql.ref(columnOf(figure))
    const kept = sql`figure_intervals.${column}`
    return figure === 'longestWaitMs'
      ? sql`${column} = greatest(${kept}, excluded.${column})`
      : sql`${column} = ${kept} + excluded.${column}`
  })
}

/** All figures of a group of rows, as one JSON object by the figures' names. */
export function summed(): RawBuilder<Totals> {
  const pairs = figures.flatMap((figure) => {
    const column = sql.ref(columnOf(figure))
    const sum = figure === 'longestWaitMs' ? sql`max(${column})` : sql`sum(${column})`
    return [sql.lit(figure), sum]
  })
  return sql<Totals>`json_build_object(${sql.join(pairs)})`
}
