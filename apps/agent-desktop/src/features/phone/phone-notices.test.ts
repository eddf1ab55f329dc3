import type { LineState, MicrophoneState } from '@iris/softphone'
import { describe, expect, test } from 'vitest'
import { noticesOf } from './phone-notices.ts'
import type { PhoneCondition } from './phone-notices.ts'

const since = '2026-11-20T09:00:00.000Z'
const device = { id: 'd1', label: 'Built-in microphone' }
const well: PhoneCondition = {
  support: [],
  line: { kind: 'registered' },
  microphone: { kind: 'ready', device, standingIn: false },
  sound: { kind: 'silent' },
  holder: 'here',
  state: { kind: 'available', since },
  online: true,
}

const notices = (more: Partial<PhoneCondition>) => noticesOf({ ...well, ...more })

describe('what stands in the way of calls', () => {
  test('is nothing when all is well, or is still getting there', () => {
    expect(notices({})).toEqual([])
    expect(
      notices({ line: { kind: 'connecting' }, microphone: { kind: 'off', permission: 'prompt' } }),
    ).toEqual([])
  })

  test.each([
    [{ kind: 'denied' }, /blocked.*allow/],
    [{ kind: 'no-device' }, /Plug one in/],
    [{ kind: 'in-use' }, /Close it there/],
    [{ kind: 'failed' }, /choose another/],
    [{ kind: 'asking' }, /Allow it/],
    [{ kind: 'ready', device, standingIn: true }, /Built-in microphone stands in/],
  ] as [MicrophoneState, RegExp][])(
    'says what to do about a microphone that is %j',
    (microphone, text) => {
      expect(notices({ microphone }).map((notice) => notice.text)).toEqual([
        expect.stringMatching(text),
      ])
    },
  )

  test.each([
    [{ kind: 'refused', reason: 'credentials' }, 'stop', /Sign out and in/],
    [{ kind: 'no-websocket' }, 'stop', /proxy or firewall/],
    [{ kind: 'no-webrtc' }, 'stop', /current Chrome/],
    [{ kind: 'reconnecting', attempt: 1, nextTryAt: 0 }, 'warning', /trying again/],
  ] as [LineState, string, RegExp][])(
    'says what to do about a line that is %j',
    (line, tone, text) => {
      expect(notices({ line })).toEqual([
        expect.objectContaining({ tone, text: expect.stringMatching(text) }),
      ])
    },
  )

  test('is said once when there is no network at all: the frame does', () => {
    expect(
      notices({ line: { kind: 'reconnecting', attempt: 1, nextTryAt: 0 }, online: false }),
    ).toEqual([])
  })

  test('is the browser alone when it cannot telephone', () => {
    const [only, ...others] = notices({
      support: ['no-webrtc', 'insecure-page'],
      microphone: { kind: 'denied' },
    })
    expect(only).toMatchObject({ id: 'no-webrtc', tone: 'stop' })
    expect(others).toEqual([])
  })

  test('is another tab, whose phone can be had unless it is in use', () => {
    expect(notices({ holder: 'elsewhere', line: { kind: 'offline' } })[0]?.action?.does).toBe(
      'take-over',
    )
    const state = { kind: 'in_call', callId: 'c1', next: { kind: 'available' }, since } as const
    const [busy] = notices({ holder: 'elsewhere', state })
    expect(busy?.text).toContain('in use there')
    expect(busy?.action).toBeUndefined()
  })

  test('is silence, when the browser keeps the page silent', () => {
    expect(notices({ sound: { kind: 'blocked' } })[0]?.text).toContain('Click anywhere')
  })
})
