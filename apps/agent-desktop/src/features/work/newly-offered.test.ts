import type { AgentWork } from '@iris/contracts'
import { expect, it } from 'vitest'
import { newlyOffered } from './newly-offered.ts'

const work = (contactId: string, phase: AgentWork['phase']): AgentWork => ({
  contactId,
  phase,
  channel: 'chat',
  queue: { id: 'q', name: 'Support' },
  from: 'Kim Novak',
  subject: '',
  since: '2026-01-01T00:00:00.000Z',
  endsAt: null,
  extended: false,
})

it('finds what was not offered before, though it was in hand', () => {
  const before = [work('a', 'offered'), work('b', 'active')]
  const now = [
    work('a', 'offered'),
    work('b', 'offered'),
    work('c', 'offered'),
    work('d', 'active'),
  ]
  expect(newlyOffered(now, before).map(({ contactId }) => contactId)).toEqual(['b', 'c'])
})

it('is no offer any more once it was taken', () => {
  expect(newlyOffered([work('a', 'active')], [work('a', 'offered')])).toEqual([])
})
