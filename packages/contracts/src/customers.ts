import { z } from 'zod'
import { E164, Email, Id, Name, pageOf, PageQuery, PhoneNumber, Timestamp } from './primitives.ts'
import { route } from './route.ts'

const AttributeName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, 'Small letters, digits and _; at most 40.')

const AttributeValue = z.union([
  z
    .string()
    .max(1000)
    .refine((text) => text.isWellFormed() && !text.includes('\0'), 'This is no text.'),
  z.number(),
  z.boolean(),
])
/** The most attributes a customer may have. */
export const mostAttributes = 50

/** What else is known of somebody: a bounded set of plain values. */
const Attributes = z.record(AttributeName, AttributeValue)

/** As BCP 47. */
const Language = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}$/, 'Write a language such as en or de-AT.')

/** Somebody who calls, or is called. */
export const Customer = z.object({
  id: Id,
  name: Name,
  /** The usual one first. A number belongs to one customer. */
  numbers: z.array(PhoneNumber),
  emails: z.array(z.string()),
  language: Language.nullable(),
  attributes: Attributes,
  createdAt: Timestamp,
  updatedAt: Timestamp,
})
export type Customer = z.infer<typeof Customer>

const Numbers = z
  .array(E164)
  .max(20, 'At most 20 numbers.')
  .refine(isWithoutTwins, 'A number is there twice.')
const Emails = z
  .array(Email)
  .max(20, 'At most 20 addresses.')
  .refine(isWithoutTwins, 'An address is there twice.')

export const NewCustomer = z.object({
  name: Name,
  numbers: Numbers.default([]),
  emails: Emails.default([]),
  language: Language.nullable().default(null),
  attributes: Attributes.refine(
    (attributes) => Object.keys(attributes).length <= mostAttributes,
    `At most ${mostAttributes}.`,
  ).default({}),
})
export type NewCustomer = z.infer<typeof NewCustomer>

/** What is to be otherwise. Lists are replaced; attributes are set one by one, and `null` removes one. */
export const CustomerChange = z
  .object({
    name: Name,
    numbers: Numbers,
    emails: Emails,
    language: Language.nullable(),
    attributes: z
      .record(AttributeName, AttributeValue.nullable())
      .refine(
        (attributes) => Object.keys(attributes).length <= 2 * mostAttributes,
        `At most ${2 * mostAttributes} at once.`,
      ),
  })
  .partial()
export type CustomerChange = z.infer<typeof CustomerChange>

function isWithoutTwins(items: readonly string[]): boolean {
  return new Set(items).size === items.length
}

const tag = 'Customers'
const params = z.object({ id: Id })

export const customerRoutes = {
  listCustomers: route({
    method: 'GET',
    path: '/v1/customers',
    summary: 'List customers, newest first, or those that fit',
    tag,
    access: ['customers:read'],
    query: PageQuery.extend({
      /** Part of a name, a number or an address. */
      search: z.string().trim().max(80).optional(),
      number: E164.optional(),
      email: Email.optional(),
    }),
    response: pageOf(Customer),
  }),
  getCustomer: route({
    method: 'GET',
    path: '/v1/customers/{id}',
    summary: 'Get one customer',
    tag,
    access: ['customers:read'],
    params,
    response: Customer,
  }),
  createCustomer: route({
    method: 'POST',
    path: '/v1/customers',
    summary: 'Add a customer; a number that another one has is refused',
    tag,
    access: ['customers:write'],
    body: NewCustomer,
    response: Customer,
    status: 201,
    errors: ['already_exists'],
  }),
  updateCustomer: route({
    method: 'PATCH',
    path: '/v1/customers/{id}',
    summary: 'Change a customer; attributes are set one by one, and null removes one',
    tag,
    access: ['customers:write'],
    params,
    body: CustomerChange,
    response: Customer,
    errors: ['already_exists'],
  }),
  deleteCustomer: route({
    method: 'DELETE',
    path: '/v1/customers/{id}',
    summary: 'Delete a customer; calls with them stay',
    tag,
    access: ['customers:write'],
    params,
  }),
}
