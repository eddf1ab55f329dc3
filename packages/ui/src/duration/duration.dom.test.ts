import { enableAutoUnmount, mount } from '@vue/test-utils'
import { defineComponent, h, nextTick } from 'vue'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { provideClock } from '../clock/use-now.ts'
import CountdownRing from '../countdown-ring/CountdownRing.vue'
import Duration from './Duration.vue'
import { formatDuration, isoDuration } from './format-duration.ts'

const start = Date.UTC(2026, 10, 20, 9, 0, 0)

beforeEach(() => {
  vi.useFakeTimers({ now: start })
})
afterEach(() => {
  vi.useRealTimers()
})
enableAutoUnmount(afterEach) // registered last, so it runs first, while time is still ours

async function after(milliseconds: number): Promise<void> {
  vi.advanceTimersByTime(milliseconds)
  await nextTick()
}

describe('a length of time', () => {
  test.each([
    [0, '0:00', 'PT0S'],
    [999, '0:00', 'PT0S'],
    [59_999, '0:59', 'PT59S'],
    [60_000, '1:00', 'PT60S'],
    [754_000, '12:34', 'PT754S'],
    [3_600_000, '1:00:00', 'PT3600S'],
    [-5_000, '0:00', 'PT0S'],
  ])('of %d ms reads "%s"', (milliseconds, text, iso) => {
    expect(formatDuration(milliseconds)).toBe(text)
    expect(isoDuration(milliseconds)).toBe(iso)
  })
})

describe('Duration', () => {
  test('ticks each second from the moment it is given', async () => {
    const duration = mount(Duration, { props: { since: start - 58_000 } })
    expect(duration.text()).toBe('0:58')
    await after(2_000)
    expect(duration.text()).toBe('1:00')
    expect(duration.attributes('datetime')).toBe('PT60S')
  })

  test('shares one timer with all others, which goes with the last of them', () => {
    const durations = [1, 2, 3].map(() => mount(Duration, { props: { since: start } }))
    expect(vi.getTimerCount()).toBe(1)
    for (const duration of durations) duration.unmount()
    expect(vi.getTimerCount()).toBe(0)
  })

  test('follows the app’s clock where that is not the machine’s', () => {
    const App = defineComponent({
      setup() {
        provideClock(() => Date.now() + 30_000)
        return () => h(Duration, { since: start })
      },
    })
    expect(mount(App).text()).toBe('0:30')
  })
})

describe('CountdownRing', () => {
  const props = { startsAt: start, endsAt: start + 20_000 }

  test('counts the seconds down, in words for screen readers', async () => {
    const ring = mount(CountdownRing, { props })
    expect(ring.attributes('role')).toBe('timer')
    expect(ring.attributes('aria-label')).toBe('20 seconds left')
    await after(19_000)
    expect(ring.text()).toBe('1')
    expect(ring.attributes('aria-label')).toBe('1 second left')
  })

  test('turns amber for the last quarter', async () => {
    const ring = mount(CountdownRing, { props })
    const tone = (): string[] => ring.findAll('circle')[1]!.classes()
    await after(14_000)
    expect(tone()).toContain('text-offering-mark')
    await after(1_000)
    expect(tone()).toContain('text-warning-mark')
  })

  test('says once that it ended, and stays at nought', async () => {
    const ring = mount(CountdownRing, { props })
    await after(25_000)
    expect(ring.emitted('end')).toHaveLength(1)
    expect(ring.text()).toBe('0')
  })

  test('starts anew with a new end', async () => {
    const ring = mount(CountdownRing, { props })
    await after(21_000)
    await ring.setProps({ startsAt: start + 21_000, endsAt: start + 41_000 })
    expect(ring.text()).toBe('20')
    await after(20_000)
    expect(ring.emitted('end')).toHaveLength(2)
  })
})
