import {
  type Contact,
  type ContactChange,
  mostAttributes,
  type NewContact,
  type RouteRequest,
  type Routes,
} from '@iris/contracts'
import { v7 as uuidv7 } from 'uuid'
import { cursorOf, idFromCursor, pageOf } from '../../http/paging.ts'
import { found, invalidField, Refusal, violates } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { countryOf } from '../identity/tenant.ts'
import { displayNumber } from '../numbers/display.ts'
import * as repository from './repository.ts'
import type { ContactRow } from './repository.ts'

type Query = RouteRequest<Routes['listContacts']>['query']

/** What a contact may be found by. */
export type ContactKey =
  | { readonly id: string }
  /** E.164. */
  | { readonly number: string }
  /** In small letters. */
  | { readonly email: string }

export async function listContacts(work: Work, query: Query) {
  const { cursor, ...filter } = query
  const before = cursor === undefined ? undefined : idFromCursor(cursor)
  const rows = await repository.listContacts(work.tx, { ...filter, before })
  const country = await countryOf(work.tx, work.tenantId)
  return pageOf(rows, query.limit, cursorOf, (row) => present(row, country))
}

export async function getContact(work: Work, id: string): Promise<Contact> {
  return found(await findContact(work, { id }), 'contact')
}

/** Of several contacts with one mail address the one that was made first. */
export async function findContact(work: Work, key: ContactKey): Promise<Contact | undefined> {
  const row = await rowOf(work, key)
  return row && present(row, await countryOf(work.tx, work.tenantId))
}

export async function createContact(work: Work, input: NewContact): Promise<Contact> {
  const { numbers, ...rest } = input
  const row = { ...rest, id: uuidv7(), tenant_id: work.tenantId }
  await refuseTaken(work, numbers, row.id)
  await repository.insertContact(work.tx, row)
  await giveNumbers(work, row.id, numbers)
  await work.audit('contact.created', row.id, { name: row.name })
  await work.publish('contact.created', { contactId: row.id })
  return getContact(work, row.id)
}

/** Changes what is given: lists are replaced, attributes set one by one. */
export async function updateContact(
  work: Work,
  id: string,
  change: ContactChange,
): Promise<Contact> {
  const before = found(await repository.findContactForUpdate(work.tx, id), 'contact')
  const attributes = mergedAttributes(before.attributes, change.attributes ?? {})
  if (change.numbers) await refuseTaken(work, change.numbers, id)
  await repository.updateContact(work.tx, id, {
    name: change.name ?? before.name,
    emails: change.emails ?? before.emails,
    language: change.language === undefined ? before.language : change.language,
    attributes,
  })
  if (change.numbers) await giveNumbers(work, id, change.numbers)
  const contact = await getContact(work, id)
  // Which fields, and not what is in them: the audit outlives the person's wish to be forgotten.
  await work.audit('contact.changed', id, { name: contact.name, fields: Object.keys(change) })
  await work.publish('contact.updated', { contactId: id })
  return contact
}

export async function deleteContact(work: Work, id: string): Promise<void> {
  const isGone = await repository.deleteContact(work.tx, id)
  found(isGone ? id : undefined, 'contact')
  await work.audit('contact.deleted', id)
  await work.publish('contact.deleted', { contactId: id })
}

function rowOf(work: Work, key: ContactKey): Promise<ContactRow | undefined> {
  if ('id' in key) return repository.findContact(work.tx, key.id)
  if ('number' in key) return repository.findByNumber(work.tx, key.number)
  return repository.findByEmail(work.tx, key.email)
}

function mergedAttributes(
  before: Contact['attributes'],
  change: NonNullable<ContactChange['attributes']>,
): Contact['attributes'] {
  const entries = Object.entries({ ...before, ...change }).filter(([, value]) => value !== null)
  if (entries.length > mostAttributes) {
    throw invalidField('/attributes', `A contact has ${mostAttributes} at most.`)
  }
  return Object.fromEntries(entries) as Contact['attributes']
}

async function refuseTaken(work: Work, numbers: readonly string[], id: string): Promise<void> {
  const taken = await repository.findTaken(work.tx, numbers, id)
  if (taken.length === 0) return
  throw new Refusal('already_exists', {
    detail: 'A number belongs to one contact.',
    errors: taken.map(({ number, name }) => ({
      path: `/numbers/${numbers.indexOf(number)}`,
      message: `${number} is a number of ${name}.`,
    })),
  })
}

async function giveNumbers(work: Work, id: string, numbers: readonly string[]): Promise<void> {
  try {
    await repository.setNumbers(work.tx, { tenantId: work.tenantId, id }, numbers)
  } catch (cause) {
    // Somebody else was quicker.
    if (!violates(cause, 'contact_numbers_number')) throw cause
    throw new Refusal('already_exists', {
      errors: [{ path: '/numbers', message: 'Another contact has one of these numbers.' }],
    })
  }
}

function present(row: ContactRow, country: string): Contact {
  return {
    id: row.id,
    name: row.name,
    numbers: row.numbers.map((number) => displayNumber(number, country)),
    emails: row.emails,
    language: row.language,
    attributes: row.attributes,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}
