import type { Customer, CustomerChange } from '@iris/contracts'
import { useForm } from '@iris/app-frame'
import type { UseForm } from '@iris/app-frame'
import type { Api } from '@iris/api-client'
import { formWords } from '../forms/form-words.ts'
import { customersWords } from './customers-words.ts'

/** A customer as it is filled in: lists with one entry a line. */
export interface CustomerForm {
  name: string
  numbers: string
  emails: string
  language: string
  attributes: string
}

type Attributes = Customer['attributes']

export function customerFormOf(customer: Customer | undefined): CustomerForm {
  return {
    name: customer?.name ?? '',
    numbers: (customer?.numbers ?? []).map(({ value }) => value).join('\n'),
    emails: (customer?.emails ?? []).join('\n'),
    language: customer?.language ?? '',
    attributes: Object.entries(customer?.attributes ?? {})
      .map(([name, value]) => `${name} = ${writtenValue(value)}`)
      .join('\n'),
  }
}

/** What is sent: attributes that are gone from the form are removed. */
export function customerChangeOf(
  form: CustomerForm,
  customer: Customer | undefined,
): CustomerChange & { name: string; attributes: Record<string, string | number | boolean | null> } {
  const gone = Object.keys(customer?.attributes ?? {}).map((name) => [name, null] as const)
  return {
    name: form.name,
    numbers: linesOf(form.numbers).map((line) => line.replaceAll(/[\s().-]/g, '')),
    emails: linesOf(form.emails),
    language: form.language.trim() === '' ? null : form.language.trim(),
    attributes: { ...Object.fromEntries(gone), ...attributesOf(form.attributes) },
  }
}

/** The form for a new customer, or for one there is. */
export function useCustomerForm(
  api: Api,
  customer: Customer | undefined,
): UseForm<CustomerForm, Customer> {
  return useForm<CustomerForm, Customer>({
    initial: () => customerFormOf(customer),
    checks: {
      name: (name) => (name.trim() === '' ? formWords('nameMissing') : ''),
      attributes: (text) => attributesProblem(text),
    },
    send: (form) => {
      const body = customerChangeOf(form, customer)
      return customer
        ? api.send('updateCustomer', { params: { id: customer.id }, body })
        : api.send('createCustomer', {
            body: { ...body, attributes: attributesOf(form.attributes) },
          })
    },
  })
}

const attributeLine = /^([a-z][a-z0-9_]{0,39})\s*[=:]\s*(.*)$/

/** What is wrong with the first line that is no attribute. */
export function attributesProblem(text: string): string {
  const wrong = text
    .split('\n')
    .findIndex((line) => line.trim() !== '' && !attributeLine.test(line.trim()))
  return wrong === -1 ? '' : customersWords('form.attributeWrong', { line: wrong + 1 })
}

function attributesOf(text: string): Attributes {
  return Object.fromEntries(
    linesOf(text).flatMap((line) => {
      const [, name, value] = attributeLine.exec(line) ?? []
      return name === undefined || value === undefined ? [] : [[name, readValue(value)] as const]
    }),
  )
}

/** A figure, a truth or a text; in quotation marks it is always a text. */
function readValue(written: string): Attributes[string] {
  const quoted = /^"(.*)"$/.exec(written)?.[1]
  if (quoted !== undefined) return quoted
  if (written === 'true' || written === 'false') return written === 'true'
  const isFigure =
    written !== '' && String(Number(written)) === written && isFinite(Number(written))
  return isFigure ? Number(written) : written
}

/** As `readValue` reads it back, on one line. */
function writtenValue(value: Attributes[string]): string {
  if (typeof value !== 'string') return String(value)
  const line = value.replaceAll(/\s*\n\s*/g, ' ')
  return readValue(line.trim()) === line ? line : `"${line}"`
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
