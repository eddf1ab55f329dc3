import { mount } from '@vue/test-utils'
import { describe, expect, test } from 'vitest'
import Badge from '../badge/Badge.vue'
import type { StatusHue } from '../badge/tone.ts'
import StatusBadge from './StatusBadge.vue'
import StatusDot from './StatusDot.vue'

const hues: StatusHue[] = ['available', 'busy', 'offering', 'warning', 'stop', 'offline']

describe('a status', () => {
  test('has a shape of its own for each hue', () => {
    const shapes = hues.map((hue) => mount(StatusDot, { props: { hue } }).element.innerHTML)
    expect(new Set(shapes).size).toBe(hues.length)
  })

  test.each(hues)('shows %s as hue, shape and word', (hue) => {
    const badge = mount(StatusBadge, {
      props: { hue, label: 'In a word' },
      slots: { default: '4:31' },
    })
    expect(badge.classes()).toContain(`bg-${hue}-bg`)
    expect(badge.find('svg').attributes('aria-hidden')).toBe('true')
    expect(badge.text()).toBe('In a word4:31')
  })

  test('is silent as a bare dot unless it is given a word', async () => {
    const dot = mount(StatusDot, { props: { hue: 'busy' } })
    expect(dot.attributes('aria-hidden')).toBe('true')
    await dot.setProps({ label: 'In call' })
    expect(dot.attributes('role')).toBe('img')
    expect(dot.attributes('aria-label')).toBe('In call')
  })
})

test('a badge is quiet, or loud', async () => {
  const badge = mount(Badge, { props: { tone: 'stop' }, slots: { default: '3' } })
  expect(badge.classes()).toContain('bg-stop-bg')
  await badge.setProps({ solid: true })
  expect(badge.classes()).toContain('bg-stop-solid')
})
