import { mount } from '@vue/test-utils'
import * as fc from 'fast-check'
import { onUpdated } from 'vue'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { stubMedia } from '../testing/media.ts'
import { barShare, nextShare } from './level.ts'
import Meter from './Meter.vue'

const amplitudes = fc.double({ min: 0, max: 1, noNaN: true })

describe('the level', () => {
  test('fills the bar by decibels: full at full scale, empty at −60 dB', () => {
    expect(barShare(1)).toBe(1)
    expect(barShare(0.001)).toBeCloseTo(0)
    expect(barShare(10 ** (-30 / 20))).toBeCloseTo(0.5)
  })

  test('is a share for any amplitude, and never falls as the amplitude rises', () => {
    expect([barShare(0), barShare(-1), barShare(Number.NaN), barShare(9)]).toEqual([0, 0, 0, 1])
    fc.assert(
      fc.property(amplitudes, amplitudes, (one, other) => {
        const [low, high] = one < other ? [one, other] : [other, one]
        expect(barShare(low)).toBeLessThanOrEqual(barShare(high))
      }),
    )
  })

  test('rises at once and falls in time', () => {
    expect(nextShare(0.2, 0.9, 16)).toBe(0.9)
    const falling = nextShare(0.9, 0, 100)
    expect(falling).toBeGreaterThan(0.7)
    expect(falling).toBeLessThan(0.9)
    expect(nextShare(0.9, 0, 1000)).toBe(0)
  })
})

describe('Meter', () => {
  let frames: FrameRequestCallback[] = []
  const cancelled = vi.fn<(handle: number) => void>()

  beforeEach(() => {
    frames = []
    cancelled.mockClear()
    vi.stubGlobal('requestAnimationFrame', (draw: FrameRequestCallback) => frames.push(draw))
    vi.stubGlobal('cancelAnimationFrame', cancelled)
  })
  afterEach(() => {
    vi.unstubAllGlobals()
  })

  function drawUntil(endMs: number): void {
    for (let at = 16; at <= endMs; at += 16) frames.shift()?.(at)
  }

  test('follows the level without Vue rendering it again', () => {
    stubMedia(() => false)
    const updated = vi.fn<() => void>()
    const meter = mount({
      components: { Meter },
      setup: () => onUpdated(updated),
      template: '<Meter label="Mic" :sample="() => 1" />',
    }).find<HTMLElement>('[role=meter]')
    drawUntil(1200)
    expect(meter.element.style.getPropertyValue('--level')).toBe('1.000')
    expect(updated).not.toHaveBeenCalled()
  })

  test('tells screen readers once a second, not sixty times', () => {
    stubMedia(() => false)
    let level = 0
    const sample = (): number => (level = (level + 0.07) % 1)
    const { element } = mount(Meter, { props: { label: 'Mic', sample } })
    const spoken = vi.spyOn(element, 'setAttribute')
    drawUntil(3000)
    const values = spoken.mock.calls.filter(([name]) => name === 'aria-valuenow')
    expect(values.length).toBeGreaterThan(0)
    expect(values.length).toBeLessThanOrEqual(3)
  })

  test('moves four times a second where less motion is asked for', () => {
    stubMedia((query) => query.includes('reduce'))
    const sample = vi.fn<() => number>(() => 0.5)
    mount(Meter, { props: { label: 'Mic', sample } })
    drawUntil(1000)
    expect(sample.mock.calls.length).toBeLessThanOrEqual(4)
  })

  test('asks for no more frames once it is gone', () => {
    stubMedia(() => false)
    mount(Meter, { props: { label: 'Mic', sample: () => 0 } }).unmount()
    expect(cancelled).toHaveBeenCalledOnce()
  })
})
