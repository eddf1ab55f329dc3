import type { Value } from '@iris/flow'
import { type Customer, CustomerChange, E164, Email, Id } from '@iris/contracts'
import { Refusal } from '../../../problem.ts'
import type { Work } from '../../../work.ts'
import { type CustomerKey, findCustomer, updateCustomer } from '../../customers/service.ts'
import { type FlowRun, inWork, type WorkParts } from './flow-run.ts'
import { TooDeepError, valueOf } from './value.ts'

export interface FindCustomerCommand {
  /** E.164 or a mail address: an empty one, or what is neither, finds nobody. */
  readonly by: { readonly number: string } | { readonly email: string }
}

/** A customer as a flow has it. */
interface KnownCustomer {
  readonly id: string
  readonly name: string
  /** E.164, the usual one first. */
  readonly numbers: readonly string[]
  readonly emails: readonly string[]
  readonly language: string | null
  readonly attributes: Readonly<Record<string, string | number | boolean>>
}

export type FindCustomerResult =
  | { readonly kind: 'found'; readonly customer: KnownCustomer }
  | { readonly kind: 'none' }

export interface UpdateCustomerCommand {
  readonly by: { readonly id: string } | { readonly number: string }
  /** As `PATCH /v1/customers/{id}` takes it; what it does not know, it refuses. */
  readonly patch: Readonly<Record<string, Value>>
}

export type UpdateCustomerResult =
  | { readonly kind: 'updated'; readonly customer: KnownCustomer }
  | { readonly kind: 'none' }
  | {
      readonly kind: 'failed'
      readonly code: 'bad_patch' | 'taken'
      readonly reason: string
    }

/** Who has a number, or a mail address. */
export async function findCustomerOf(
  parts: WorkParts,
  run: FlowRun,
  { by }: FindCustomerCommand,
): Promise<FindCustomerResult> {
  const key = keyOf(by)
  const customer = key && (await inWork(parts, run, (work) => findCustomer(work, key)))
  return customer ? { kind: 'found', customer: known(customer) } : { kind: 'none' }
}

/** Changes what is known of somebody. */
export async function updateCustomerOf(
  parts: WorkParts,
  run: FlowRun,
  { by, patch }: UpdateCustomerCommand,
): Promise<UpdateCustomerResult> {
  const change = CustomerChange.strict().safeParse(plain(patch))
  if (!change.success) return { kind: 'failed', code: 'bad_patch', reason: wrongIn(change.error) }
  const key = keyOf(by)
  if (!key) return { kind: 'none' }
  try {
    return await inWork(parts, run, (work) => changeFound(work, key, change.data))
  } catch (error) {
    // Nothing was changed: what refuses comes before what writes, or its own transaction is over.
    if (!(error instanceof Refusal)) throw error
    const code = error.code === 'already_exists' ? 'taken' : 'bad_patch'
    return { kind: 'failed', code, reason: error.particulars.errors?.[0]?.message ?? error.message }
  }
}

/** A patch that is nested too deep is no patch. */
function plain(patch: UpdateCustomerCommand['patch']): Value {
  try {
    return valueOf(patch)
  } catch (error) {
    if (error instanceof TooDeepError) return null
    throw error
  }
}

async function changeFound(
  work: Work,
  key: CustomerKey,
  change: CustomerChange,
): Promise<UpdateCustomerResult> {
  const customer = await findCustomer(work, key)
  if (!customer) return { kind: 'none' }
  return { kind: 'updated', customer: known(await updateCustomer(work, customer.id, change)) }
}

/** `undefined` for what is no id, no number or no address, and so nobody's. */
function keyOf(by: CustomerKey): CustomerKey | undefined {
  if ('id' in by) return Id.safeParse(by.id).success ? by : undefined
  if ('number' in by) return E164.safeParse(by.number).success ? by : undefined
  const { data: email } = Email.safeParse(by.email)
  return email === undefined ? undefined : { email }
}

function wrongIn({ issues: [issue] }: { readonly issues: readonly Issue[] }): string {
  const field = issue?.path.map(String).join('.') ?? ''
  return `${field === '' ? '' : `${field}: `}${issue?.message ?? 'It is no change.'}`
}

interface Issue {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

function known({ id, name, numbers, emails, language, attributes }: Customer): KnownCustomer {
  return { id, name, numbers: numbers.map(({ value }) => value), emails, language, attributes }
}
