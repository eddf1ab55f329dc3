import { type RawBuilder, sql } from 'kysely'

/**
 * An instant so long from now by the database's clock: that of the transaction's begin. Only that clock tells what is due or over:
 * those of several processes differ, and know no microseconds, so that what has just been noted would not be due yet.
 */
export function fromNow(ms: number): RawBuilder<Date> {
  return sql<Date>`now() + ${ms} * interval '1 millisecond'`
}
