import { type Selectable, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Tx } from '../../work.ts'

export type ContactRow = Selectable<Tables['contacts']> & { readonly numbers: string[] }

export interface ContactFilter {
  readonly search?: string | undefined
  readonly number?: string | undefined
  readonly email?: string | undefined
  /** The id after which to go on. */
  readonly before: string | undefined
  readonly limit: number
}

/** Contacts newest first, with one more than the limit where there are more. */
export function listContacts(tx: Tx, filter: ContactFilter): Promise<ContactRow[]> {
  let select = contacts(tx)
    .orderBy('contacts.id', 'desc')
    .limit(filter.limit + 1)
  if (filter.before !== undefined) select = select.where('contacts.id', '<', filter.before)
  if (filter.email !== undefined) select = select.where(hasEmail(filter.email))
  if (filter.number !== undefined) select = select.where(hasNumber(filter.number))
  if (filter.search) select = select.where(fits(filter.search))
  return select.execute()
}

export function findContact(tx: Tx, id: string): Promise<ContactRow | undefined> {
  return contacts(tx).where('contacts.id', '=', id).executeTakeFirst()
}

/** A contact that stays as it is until the transaction ends. */
export async function findContactForUpdate(tx: Tx, id: string): Promise<ContactRow | undefined> {
  await tx.selectFrom('contacts').select('id').where('id', '=', id).forUpdate().execute()
  return findContact(tx, id)
}

export function findByNumber(tx: Tx, number: string): Promise<ContactRow | undefined> {
  return contacts(tx).where(hasNumber(number)).executeTakeFirst()
}

/** Of several with one address the one that was made first: whoever asks twice hears the same. */
export function findByEmail(tx: Tx, email: string): Promise<ContactRow | undefined> {
  return contacts(tx).where(hasEmail(email)).orderBy('contacts.id').limit(1).executeTakeFirst()
}

/** Those of the numbers that other contacts have, with whose they are. */
export function findTaken(
  tx: Tx,
  numbers: readonly string[],
  besides: string,
): Promise<{ number: string; name: string }[]> {
  if (numbers.length === 0) return Promise.resolve([])
  return tx
    .selectFrom('contact_numbers')
    .innerJoin('contacts', 'contacts.id', 'contact_numbers.contact_id')
    .select(['contact_numbers.number', 'contacts.name'])
    .where('contact_numbers.number', 'in', numbers)
    .where('contact_numbers.contact_id', '<>', besides)
    .execute()
}

export async function insertContact(
  tx: Tx,
  row: Pick<ContactRow, 'id' | 'tenant_id' | 'name' | 'emails' | 'language' | 'attributes'>,
): Promise<void> {
  const attributes = JSON.stringify(row.attributes)
  await tx
    .insertInto('contacts')
    .values({ ...row, attributes })
    .execute()
}

export async function updateContact(
  tx: Tx,
  id: string,
  change: Pick<ContactRow, 'name' | 'emails' | 'language' | 'attributes'>,
): Promise<void> {
  const attributes = JSON.stringify(change.attributes)
  await tx
    .updateTable('contacts')
    .set({ ...change, attributes, updated_at: sql`now()` })
    .where('id', '=', id)
    .execute()
}

/** Gives a contact these numbers, in this order, and no others. */
export async function setNumbers(
  tx: Tx,
  contact: { readonly tenantId: string; readonly id: string },
  numbers: readonly string[],
): Promise<void> {
  await tx.deleteFrom('contact_numbers').where('contact_id', '=', contact.id).execute()
  if (numbers.length === 0) return
  const { tenantId: tenant_id, id: contact_id } = contact
  const rows = numbers.map((number, place) => ({ tenant_id, contact_id, number, place }))
  await tx
    .insertInto('contact_numbers')
    // In an order that everybody keeps to, so that two that want the same numbers cannot block each other.
    .values(rows.sort((a, b) => (a.number < b.number ? -1 : 1)))
    .execute()
}

/** Whether there was one. */
export async function deleteContact(tx: Tx, id: string): Promise<boolean> {
  const deleted = await tx.deleteFrom('contacts').where('id', '=', id).executeTakeFirst()
  return deleted.numDeletedRows > 0n
}

function contacts(tx: Tx) {
  return tx
    .selectFrom('contacts')
    .selectAll('contacts')
    .select(
      sql<string[]>`array(
        select n.number from contact_numbers n where n.contact_id = contacts.id order by n.place
      )`.as('numbers'),
    )
}

const hasNumber = (number: string) =>
  sql<boolean>`contacts.id in (select contact_id from contact_numbers where number = ${number})`

const hasEmail = (email: string) => sql<boolean>`contacts.emails @> array[${email}]::text[]`

/** Part of a name, an address or, whatever marks it is written with, a number. */
function fits(search: string) {
  const part = `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  const digits = /^[\d\s()+./-]+$/.test(search) ? search.replaceAll(/[^\d+]/g, '') : ''
  const inNumber =
    digits === ''
      ? sql<boolean>`false`
      : sql<boolean>`exists (
          select 1 from contact_numbers n
          where n.contact_id = contacts.id and n.number like ${`%${digits}%`})`
  return sql<boolean>`(contacts.name ilike ${part}
    or array_to_string(contacts.emails, ' ') ilike ${part} or ${inNumber})`
}
