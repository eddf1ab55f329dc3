import type { Queue, TenantNumber } from '@iris/contracts'
import { expect, it } from 'vitest'
import { ownRules } from './own-rules.ts'

it('names queues first, and numbers by their label too', () => {
  const at = '2026-11-20T09:30:00.000Z'
  const queue = {
    id: 'q',
    name: 'Support',
    ringTimeoutMs: 20_000,
    wrapUpMs: 0,
    announceEveryMs: 0,
    record: 'on',
    recordingRetentionDays: 90,
    music: [],
    agentIds: [],
    createdAt: at,
  } satisfies Partial<Queue>
  const number: TenantNumber = {
    id: 'n',
    number: { value: '+15550100100', display: '(555) 010-0100' },
    label: 'Main line',
    flowId: null,
    answerUrl: null,
    answerFallbackUrl: null,
    statusCallbackUrl: null,
    voicemailBoxId: null,
    record: 'on_with_beep',
    createdAt: at,
  }
  expect(ownRules([queue], [number, { ...number, id: 'm', label: '' }])).toEqual([
    { kind: 'queue', id: 'q', name: 'Support', rule: 'on', retentionDays: 90 },
    {
      kind: 'number',
      id: 'n',
      name: '(555) 010-0100 · Main line',
      rule: 'on_with_beep',
      retentionDays: null,
    },
    { kind: 'number', id: 'm', name: '(555) 010-0100', rule: 'on_with_beep', retentionDays: null },
  ])
})
