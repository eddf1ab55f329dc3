import type { Value } from '@iris/flow'
import { type Contact, ContactChange, E164, Email, Id } from '@iris/contracts'
import { Refusal } from '../../../problem.ts'
import type { Work } from '../../../work.ts'
import { type ContactKey, findContact, updateContact } from '../../contacts/service.ts'
import { type FlowRun, inWork, type WorkParts } from './flow-run.ts'
import { TooDeepError, valueOf } from './value.ts'

export interface FindContactCommand {
  /** E.164 or a mail address: an empty one, or what is neither, finds nobody. */
  readonly by: { readonly number: string } | { readonly email: string }
}

/** A contact as a flow has it. */
interface KnownContact {
  readonly id: string
  readonly name: string
  /** E.164, the usual one first. */
  readonly numbers: readonly string[]
  readonly emails: readonly string[]
  readonly language: string | null
  readonly attributes: Readonly<Record<string, string | number | boolean>>
}

export type FindContactResult =
  | { readonly kind: 'found'; readonly contact: KnownContact }
  | { readonly kind: 'none' }

export interface UpdateContactCommand {
  readonly by: { readonly id: string } | { readonly number: string }
  /** As `PATCH /v1/contacts/{id}` takes it; what it does not know, it refuses. */
  readonly patch: Readonly<Record<string, Value>>
}

export type UpdateContactResult =
  | { readonly kind: 'updated'; readonly contact: KnownContact }
  | { readonly kind: 'none' }
  | {
      readonly kind: 'failed'
      readonly code: 'bad_patch' | 'taken'
      readonly reason: string
    }

/** Who has a number, or a mail address. */
export async function findContactOf(
  parts: WorkParts,
  run: FlowRun,
  { by }: FindContactCommand,
): Promise<FindContactResult> {
  const key = keyOf(by)
  const contact = key && (await inWork(parts, run, (work) => findContact(work, key)))
  return contact ? { kind: 'found', contact: known(contact) } : { kind: 'none' }
}

/** Changes what is known of somebody. */
export async function updateContactOf(
  parts: WorkParts,
  run: FlowRun,
  { by, patch }: UpdateContactCommand,
): Promise<UpdateContactResult> {
  const change = ContactChange.strict().safeParse(plain(patch))
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
function plain(patch: UpdateContactCommand['patch']): Value {
  try {
    return valueOf(patch)
  } catch (error) {
    if (error instanceof TooDeepError) return null
    throw error
  }
}

async function changeFound(
  work: Work,
  key: ContactKey,
  change: ContactChange,
): Promise<UpdateContactResult> {
  const contact = await findContact(work, key)
  if (!contact) return { kind: 'none' }
  return { kind: 'updated', contact: known(await updateContact(work, contact.id, change)) }
}

/** `undefined` for what is no id, no number or no address, and so nobody's. */
function keyOf(by: ContactKey): ContactKey | undefined {
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

function known({ id, name, numbers, emails, language, attributes }: Contact): KnownContact {
  return { id, name, numbers: numbers.map(({ value }) => value), emails, language, attributes }
}
