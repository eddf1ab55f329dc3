import { type Selectable, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Tx } from '../../work.ts'

export type CustomerRow = Selectable<Tables['customers']> & { readonly numbers: string[] }

export interface CustomerFilter {
  readonly search?: string | undefined
  readonly number?: string | undefined
  readonly email?: string | undefined
  /** The id after which to go on. */
  readonly before: string | undefined
  readonly limit: number
}

/** Customers newest first, with one more than the limit where there are more. */
export function listCustomers(tx: Tx, filter: CustomerFilter): Promise<CustomerRow[]> {
  let select = customers(tx)
    .orderBy('customers.id', 'desc')
    .limit(filter.limit + 1)
  if (filter.before !== undefined) select = select.where('customers.id', '<', filter.before)
  if (filter.email !== undefined) select = select.where(hasEmail(filter.email))
  if (filter.number !== undefined) select = select.where(hasNumber(filter.number))
  if (filter.search) select = select.where(fits(filter.search))
  return select.execute()
}

export function findCustomer(tx: Tx, id: string): Promise<CustomerRow | undefined> {
  return customers(tx).where('customers.id', '=', id).executeTakeFirst()
}

/** A customer that stays as it is until the transaction ends. */
export async function findCustomerForUpdate(tx: Tx, id: string): Promise<CustomerRow | undefined> {
  await tx.selectFrom('customers').select('id').where('id', '=', id).forUpdate().execute()
  return findCustomer(tx, id)
}

export function findByNumber(tx: Tx, number: string): Promise<CustomerRow | undefined> {
  return customers(tx).where(hasNumber(number)).executeTakeFirst()
}

/** Of several with one address the one that was made first: whoever asks twice hears the same. */
export function findByEmail(tx: Tx, email: string): Promise<CustomerRow | undefined> {
  return customers(tx).where(hasEmail(email)).orderBy('customers.id').limit(1).executeTakeFirst()
}

/** Those of the numbers that other customers have, with whose they are. */
export function findTaken(
  tx: Tx,
  numbers: readonly string[],
  besides: string,
): Promise<{ number: string; name: string }[]> {
  if (numbers.length === 0) return Promise.resolve([])
  return tx
    .selectFrom('customer_numbers')
    .innerJoin('customers', 'customers.id', 'customer_numbers.customer_id')
    .select(['customer_numbers.number', 'customers.name'])
    .where('customer_numbers.number', 'in', numbers)
    .where('customer_numbers.customer_id', '<>', besides)
    .execute()
}

export async function insertCustomer(
  tx: Tx,
  row: Pick<CustomerRow, 'id' | 'tenant_id' | 'name' | 'emails' | 'language' | 'attributes'>,
): Promise<void> {
  const attributes = JSON.stringify(row.attributes)
  await tx
    .insertInto('customers')
    .values({ ...row, attributes })
    .execute()
}

export async function updateCustomer(
  tx: Tx,
  id: string,
  change: Pick<CustomerRow, 'name' | 'emails' | 'language' | 'attributes'>,
): Promise<void> {
  const attributes = JSON.stringify(change.attributes)
  await tx
    .updateTable('customers')
    .set({ ...change, attributes, updated_at: sql`now()` })
    .where('id', '=', id)
    .execute()
}

/** Gives a customer these numbers, in this order, and no others. */
export async function setNumbers(
  tx: Tx,
  customer: { readonly tenantId: string; readonly id: string },
  numbers: readonly string[],
): Promise<void> {
  await tx.deleteFrom('customer_numbers').where('customer_id', '=', customer.id).execute()
  if (numbers.length === 0) return
  const { tenantId: tenant_id, id: customer_id } = customer
  const rows = numbers.map((number, place) => ({ tenant_id, customer_id, number, place }))
  await tx
    .insertInto('customer_numbers')
    // In an order that everybody keeps to, so that two that want the same numbers cannot block each other.
    .values(rows.sort((a, b) => (a.number < b.number ? -1 : 1)))
    .execute()
}

/** Whether there was one. */
export async function deleteCustomer(tx: Tx, id: string): Promise<boolean> {
  const deleted = await tx.deleteFrom('customers').where('id', '=', id).executeTakeFirst()
  return deleted.numDeletedRows > 0n
}

function customers(tx: Tx) {
  return tx
    .selectFrom('customers')
    .selectAll('customers')
    .select(
      sql<string[]>`array(
        select n.number from customer_numbers n where n.customer_id = customers.id order by n.place
      )`.as('numbers'),
    )
}

const hasNumber = (number: string) =>
  sql<boolean>`customers.id in (select customer_id from customer_numbers where number = ${number})`

const hasEmail = (email: string) => sql<boolean>`customers.emails @> array[${email}]::text[]`

/** Part of a name, an address or, whatever marks it is written with, a number. */
function fits(search: string) {
  const part = `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  const digits = /^[\d\s()+./-]+$/.test(search) ? search.replaceAll(/[^\d+]/g, '') : ''
  const inNumber =
    digits === ''
      ? sql<boolean>`false`
      : sql<boolean>`exists (
          select 1 from customer_numbers n
          where n.customer_id = customers.id and n.number like ${`%${digits}%`})`
  return sql<boolean>`(customers.name ilike ${part}
    or array_to_string(customers.emails, ' ') ilike ${part} or ${inNumber})`
}
