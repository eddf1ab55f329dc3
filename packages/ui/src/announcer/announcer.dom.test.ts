import { nextTick } from 'vue'
import { describe, expect, test, vi } from 'vitest'
import { byRole, mountInRoot, settle } from '../testing/mount-in-root.ts'
import type { Announcer } from './announcer.ts'
import { createAnnouncer, useAnnounce } from './announcer.ts'

describe('useAnnounce', () => {
  test('speaks through live regions that were there before, empty', async () => {
    let announce: Announcer['announce'] | undefined
    mountInRoot('<p>Page</p>', {}, () => {
      announce = useAnnounce()
      return {}
    })
    expect(byRole('status').textContent).toBe('')
    announce!('Incoming call from Ada Lovelace', 'assertive')
    await settle()
    expect(byRole('alert').textContent).toBe('Incoming call from Ada Lovelace')
    expect(byRole('alert').getAttribute('aria-live')).toBe('assertive')
    expect(byRole('status').textContent).toBe('')
  })

  test('throws outside a UiRoot', () => {
    expect(() => useAnnounce()).toThrow('useAnnounce() has to be used inside <UiRoot>.')
  })

  test('empties the region in between, so that the same words are heard twice', async () => {
    const { announce, spoken } = createAnnouncer()
    announce('On hold')
    await nextTick()
    expect(spoken.polite.value).toBe('On hold')
    announce('On hold')
    expect(spoken.polite.value).toBe('')
    await nextTick()
    expect(spoken.polite.value).toBe('On hold')
  })

  test('leaves no old news behind for somebody reading on', async () => {
    vi.useFakeTimers()
    const { announce, spoken } = createAnnouncer()
    announce('Incoming call', 'assertive')
    await nextTick()
    expect(spoken.assertive.value).toBe('Incoming call')
    vi.advanceTimersByTime(2000)
    expect(spoken.assertive.value).toBe('')
    vi.useRealTimers()
  })
})
