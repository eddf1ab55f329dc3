import type { Customer } from '@iris/contracts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attributesProblem, customerChangeOf, customerFormOf } from './customer-form.ts'

const customer: Customer = {
  id: 'c',
  name: 'Ada',
  numbers: [{ value: '+15550100101', display: '(555) 010-0101' }],
  emails: ['ada@example.com'],
  language: 'en',
  attributes: { tier: 'gold', orders: 3, vip: true, code: '0042', yes: 'true' },
  createdAt: '2026-11-20T09:30:00.000Z',
  updatedAt: '2026-11-20T09:30:00.000Z',
}

describe('the form of a customer', () => {
  it('sends back what it was given, where nothing is changed', () => {
    expect(customerChangeOf(customerFormOf(customer), customer)).toEqual({
      name: 'Ada',
      numbers: ['+15550100101'],
      emails: ['ada@example.com'],
      language: 'en',
      attributes: customer.attributes,
    })
  })

  it('keeps each attribute as what it is', () => {
    const value = fc.oneof(
      fc.string({ maxLength: 30 }).filter((text) => !/[\n\r]/.test(text)),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((figure) => figure || 0),
      fc.boolean(),
    )
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9_]{0,9}$/), value),
        (attributes) => {
          const known = { ...customer, attributes }
          expect(customerChangeOf(customerFormOf(known), known).attributes).toEqual(attributes)
        },
      ),
    )
  })

  it('reads one entry a line, and numbers without the marks people write', () => {
    const form = {
      ...customerFormOf(undefined),
      name: 'Bo',
      numbers: ' +1 (555) 010-0102 \n\n+49 30 1234567',
      emails: 'bo@example.com\n',
      attributes: 'tier=silver\n since : 2020',
    }
    expect(customerChangeOf(form, undefined)).toEqual({
      name: 'Bo',
      numbers: ['+15550100102', '+49301234567'],
      emails: ['bo@example.com'],
      language: null,
      attributes: { tier: 'silver', since: 2020 },
    })
  })

  it('removes the attributes whose lines are gone', () => {
    const form = { ...customerFormOf(customer), attributes: 'tier = silver' }
    expect(customerChangeOf(form, customer).attributes).toEqual({
      tier: 'silver',
      orders: null,
      vip: null,
      code: null,
      yes: null,
    })
  })

  it('says which line is no attribute', () => {
    expect(attributesProblem('tier = gold\n\nVIP')).toContain('Line 3')
    expect(attributesProblem('tier = gold\n\n')).toBe('')
  })
})
