import type { PhoneNumber } from '@iris/contracts'
import type { Database } from '@iris/platform'
import type { Tables } from '../../tables.ts'
import { displayNumber } from './display.ts'

/** Whoever calls from the web may be anywhere, so the number is written the international way. */
const anyCountry = ''

/** The number the public phone has filled in: the demo centre's. Another centre's numbers are not given away. */
export async function suggestedNumber(database: Database<Tables>): Promise<PhoneNumber | null> {
  const row = await database.asSystem((tx) =>
    tx
      .selectFrom('numbers')
      .innerJoin('tenants', 'tenants.id', 'numbers.tenant_id')
      .select('numbers.number')
      .where('tenants.demo', '=', true)
      .orderBy('numbers.created_at')
      .limit(1)
      .executeTakeFirst(),
  )
  return row ? displayNumber(row.number, anyCountry) : null
}
