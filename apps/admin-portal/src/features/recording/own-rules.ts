import type { Queue, RecordingRule, TenantNumber } from '@iris/contracts'

/** What has a rule of its own: a queue, which also says how long recordings are kept, or a number. */
export interface OwnRule {
  readonly kind: 'queue' | 'number'
  readonly id: string
  readonly name: string
  readonly rule: RecordingRule
  /** `null` for what the policy says. */
  readonly retentionDays: number | null
}

/** The rules of queues and numbers as one list: queues first, as they decide first. */
export function ownRules(
  queues: readonly Pick<Queue, 'id' | 'name' | 'record' | 'recordingRetentionDays'>[],
  numbers: readonly TenantNumber[],
): readonly OwnRule[] {
  return [
    ...queues.map(({ id, name, record, recordingRetentionDays }) => ({
      kind: 'queue' as const,
      id,
      name,
      rule: record,
      retentionDays: recordingRetentionDays,
    })),
    ...numbers.map(({ id, number, label, record }) => ({
      kind: 'number' as const,
      id,
      name: label === '' ? number.display : `${number.display} · ${label}`,
      rule: record,
      retentionDays: null,
    })),
  ]
}
