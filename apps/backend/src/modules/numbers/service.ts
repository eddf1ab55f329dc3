import type { RecordingRule, TenantNumber } from '@iris/contracts'
import { v7 as uuidv7 } from 'uuid'
import { found, invalidField, Refusal, violates } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { countryOf } from '../identity/tenant.ts'
import { displayNumber } from './display.ts'
import * as repository from './repository.ts'

interface NumberChange {
  readonly label?: string | undefined
  readonly flowId?: string | null | undefined
  readonly voicemailBoxId?: string | null | undefined
  readonly record?: RecordingRule | undefined
  readonly answerUrl?: string | null | undefined
  readonly answerFallbackUrl?: string | null | undefined
  readonly statusCallbackUrl?: string | null | undefined
}

export async function listNumbers(work: Work): Promise<TenantNumber[]> {
  const country = await countryOf(work.tx, work.tenantId)
  return (await repository.listNumbers(work.tx)).map((row) => present(row, country))
}

export async function createNumber(
  work: Work,
  input: NumberChange & { number: string },
): Promise<TenantNumber> {
  const row = await refusingBadTarget(() =>
    repository.insertNumber(work.tx, {
      id: uuidv7(),
      tenant_id: work.tenantId,
      number: input.number,
      label: input.label ?? '',
      flow_id: input.flowId ?? null,
      record: input.record ?? 'off',
      answer_url: input.answerUrl ?? null,
      answer_fallback_url: input.answerFallbackUrl ?? null,
      status_callback_url: input.statusCallbackUrl ?? null,
      voicemail_box_id: input.voicemailBoxId ?? null,
    }),
  )
  return noteChange(work, 'number.created', row)
}

export async function updateNumber(
  work: Work,
  id: string,
  change: NumberChange,
): Promise<TenantNumber> {
  const row = await refusingBadTarget(() =>
    repository.updateNumber(work.tx, id, {
      ...(change.label !== undefined && { label: change.label }),
      ...(change.flowId !== undefined && { flow_id: change.flowId }),
      ...(change.record !== undefined && { record: change.record }),
      ...(change.answerUrl !== undefined && { answer_url: change.answerUrl }),
      ...(change.answerFallbackUrl !== undefined && {
        answer_fallback_url: change.answerFallbackUrl,
      }),
      ...(change.statusCallbackUrl !== undefined && {
        status_callback_url: change.statusCallbackUrl,
      }),
      ...(change.voicemailBoxId !== undefined && { voicemail_box_id: change.voicemailBoxId }),
    }),
  )
  return noteChange(work, 'number.changed', found(row, 'number'))
}

export async function releaseNumber(work: Work, id: string): Promise<void> {
  await noteChange(
    work,
    'number.released',
    found(await repository.deleteNumber(work.tx, id), 'number'),
  )
}

async function noteChange(
  work: Work,
  action: string,
  row: repository.NumberRow,
): Promise<TenantNumber> {
  const { number, label, flow_id: flowId, voicemail_box_id: voicemailBoxId, record } = row
  const answerUrl = row.answer_url
  await work.audit(action, row.id, { number, label, flowId, voicemailBoxId, record, answerUrl })
  await work.publish('number.changed', { numberId: row.id })
  return present(row, await countryOf(work.tx, work.tenantId))
}

async function refusingBadTarget<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (cause) {
    if (violates(cause, 'numbers_number_key')) {
      throw new Refusal('already_exists', {
        errors: [{ path: '/number', message: 'This number is in use already.' }],
      })
    }
    if (violates(cause, 'numbers_tenant_id_flow_id_fkey'))
      throw invalidField('/flowId', 'There is no such flow.')
    if (violates(cause, 'numbers_tenant_id_voicemail_box_id_fkey'))
      throw invalidField('/voicemailBoxId', 'There is no such voicemail box.')
    throw cause
  }
}

function present(row: repository.NumberRow, country: string): TenantNumber {
  return {
    id: row.id,
    number: displayNumber(row.number, country),
    label: row.label,
    flowId: row.flow_id,
    answerUrl: row.answer_url,
    answerFallbackUrl: row.answer_fallback_url,
    statusCallbackUrl: row.status_callback_url,
    voicemailBoxId: row.voicemail_box_id,
    record: row.record,
    createdAt: row.created_at.toISOString(),
  }
}
