import {
  type Customer,
  type CustomerChange,
  mostAttributes,
  type NewCustomer,
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
import type { CustomerRow } from './repository.ts'

type Query = RouteRequest<Routes['listCustomers']>['query']

/** What a customer may be found by. */
export type CustomerKey =
  | { readonly id: string }
  /** E.164. */
  | { readonly number: string }
  /** In small letters. */
  | { readonly email: string }

export async function listCustomers(work: Work, query: Query) {
  const { cursor, ...filter } = query
  const before = cursor === undefined ? undefined : idFromCursor(cursor)
  const rows = await repository.listCustomers(work.tx, { ...filter, before })
  const country = await countryOf(work.tx, work.tenantId)
  return pageOf(rows, query.limit, cursorOf, (row) => present(row, country))
}

export async function getCustomer(work: Work, id: string): Promise<Customer> {
  return found(await findCustomer(work, { id }), 'customer')
}

/** Of several customers with one mail address the one that was made first. */
export async function findCustomer(work: Work, key: CustomerKey): Promise<Customer | undefined> {
  const row = await rowOf(work, key)
  return row && present(row, await countryOf(work.tx, work.tenantId))
}

export async function createCustomer(work: Work, input: NewCustomer): Promise<Customer> {
  const { numbers, ...rest } = input
  const row = { ...rest, id: uuidv7(), tenant_id: work.tenantId }
  await refuseTaken(work, numbers, row.id)
  await repository.insertCustomer(work.tx, row)
  await giveNumbers(work, row.id, numbers)
  await work.audit('customer.created', row.id, { name: row.name })
  await work.publish('customer.created', { customerId: row.id })
  return getCustomer(work, row.id)
}

/** Changes what is given: lists are replaced, attributes set one by one. */
export async function updateCustomer(
  work: Work,
  id: string,
  change: CustomerChange,
): Promise<Customer> {
  const before = found(await repository.findCustomerForUpdate(work.tx, id), 'customer')
  const attributes = mergedAttributes(before.attributes, change.attributes ?? {})
  if (change.numbers) await refuseTaken(work, change.numbers, id)
  await repository.updateCustomer(work.tx, id, {
    name: change.name ?? before.name,
    emails: change.emails ?? before.emails,
    language: change.language === undefined ? before.language : change.language,
    attributes,
  })
  if (change.numbers) await giveNumbers(work, id, change.numbers)
  const customer = await getCustomer(work, id)
  // Which fields, and not what is in them: the audit outlives the person's wish to be forgotten.
  await work.audit('customer.changed', id, { name: customer.name, fields: Object.keys(change) })
  await work.publish('customer.updated', { customerId: id })
  return customer
}

export async function deleteCustomer(work: Work, id: string): Promise<void> {
  const isGone = await repository.deleteCustomer(work.tx, id)
  found(isGone ? id : undefined, 'customer')
  await work.audit('customer.deleted', id)
  await work.publish('customer.deleted', { customerId: id })
}

function rowOf(work: Work, key: CustomerKey): Promise<CustomerRow | undefined> {
  if ('id' in key) return repository.findCustomer(work.tx, key.id)
  if ('number' in key) return repository.findByNumber(work.tx, key.number)
  return repository.findByEmail(work.tx, key.email)
}

function mergedAttributes(
  before: Customer['attributes'],
  change: NonNullable<CustomerChange['attributes']>,
): Customer['attributes'] {
  const entries = Object.entries({ ...before, ...change }).filter(([, value]) => value !== null)
  if (entries.length > mostAttributes) {
    throw invalidField('/attributes', `A customer has ${mostAttributes} at most.`)
  }
  return Object.fromEntries(entries) as Customer['attributes']
}

async function refuseTaken(work: Work, numbers: readonly string[], id: string): Promise<void> {
  const taken = await repository.findTaken(work.tx, numbers, id)
  if (taken.length === 0) return
  throw new Refusal('already_exists', {
    detail: 'A number belongs to one customer.',
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
    if (!violates(cause, 'customer_numbers_number')) throw cause
    throw new Refusal('already_exists', {
      errors: [{ path: '/numbers', message: 'Another customer has one of these numbers.' }],
    })
  }
}

function present(row: CustomerRow, country: string): Customer {
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
