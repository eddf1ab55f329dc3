import type { ColumnType, JSONColumnType } from 'kysely'

/** JSON that is read parsed and written as text. */
export type Json<T extends object> = JSONColumnType<T, string, string>
export type MadeAt = ColumnType<Date, Date | undefined, never>
