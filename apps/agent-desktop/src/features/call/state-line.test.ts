import type { CallState } from '@iris/softphone'
import { describe, expect, test } from 'vitest'
import { stateLine } from './state-line.ts'

type InCall = Extract<CallState, { kind: 'in-call' }>

const plain: InCall = {
  kind: 'in-call',
  peer: { direction: 'outgoing', target: '100' },
  connectedAt: 0,
  muted: false,
  hold: 'none',
  remoteHeld: false,
  audio: 'flowing',
}

describe('what is particular about a call', () => {
  test('is nothing while both just talk', () => {
    expect(stateLine(plain, true, 'inbound')).toBeUndefined()
  })

  test('is the gravest of all that is', () => {
    const everything: InCall = { ...plain, muted: true, hold: 'held', audio: 'interrupted' }
    expect(stateLine(everything, false, 'inbound')?.text).toContain('interrupted')
    expect(stateLine({ ...everything, audio: 'flowing' }, false, 'inbound')?.text).toContain(
      'the call goes on',
    )
    expect(stateLine({ ...everything, audio: 'flowing' }, true, 'inbound')?.text).toContain(
      'hears music',
    )
    expect(stateLine({ ...plain, hold: 'held' }, true, 'conference')?.text).toContain(
      'the conference goes on',
    )
    expect(stateLine({ ...plain, muted: true, remoteHeld: true }, true, 'inbound')?.kind).toBe(
      'held',
    )
    expect(stateLine({ ...plain, muted: true }, true, 'inbound')?.kind).toBe('muted')
  })
})
