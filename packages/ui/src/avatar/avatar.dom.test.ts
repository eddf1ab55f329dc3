import { mount } from '@vue/test-utils'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import Avatar from './Avatar.vue'
import { avatarTint, initials } from './initials.ts'

describe('initials', () => {
  test.each([
    ['Ada Lovelace', 'AL'],
    ['Zoë', 'Z'],
    ['Jean-Luc van den Berg', 'JB'],
    ['  grace   hopper ', 'GH'],
    ['Müller (Support)', 'MS'],
    ['محمد علي', 'مع'],
    ['山田 太郎', '山太'],
    ['🎧 Ada', 'A'],
    ['+1 555 010 0100', '#'],
    ['', '?'],
  ])('of "%s" are "%s"', (name, expected) => {
    expect(initials(name)).toBe(expected)
  })

  test('are one or two letters of any name, never half a letter', () => {
    const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        const count = [...letters.segment(initials(name))].length
        expect(count).toBeGreaterThanOrEqual(1)
        expect(count).toBeLessThanOrEqual(3) // some letters have capitals of two: ŉ
        expect(initials(name).isWellFormed()).toBe(true)
      }),
    )
  })
})

describe('the tint', () => {
  test('is the same for the same name, however it is encoded or cased', () => {
    expect(avatarTint('ZOË')).toBe(avatarTint('Zoë'.normalize('NFD')))
  })

  test('spreads over all eight', () => {
    const tints = new Set(Array.from({ length: 200 }, (_, n) => avatarTint(`Person ${n}`)))
    expect(tints.size).toBe(8)
  })
})

describe('Avatar', () => {
  test('is a picture of the person, by name', () => {
    const portrait = mount(Avatar, { props: { name: 'Ada Lovelace' } }).find('[role=img]')
    expect(portrait.attributes('aria-label')).toBe('Ada Lovelace')
    expect(portrait.text()).toBe('AL')
  })

  test('says nothing beside a name that is written', () => {
    const avatar = mount(Avatar, { props: { name: 'Ada Lovelace', decorative: true } })
    expect(avatar.find('[role=img]').exists()).toBe(false)
    expect(avatar.find('[aria-hidden]').text()).toBe('AL')
  })

  test('falls back to the initials when the picture fails, and tries another picture', async () => {
    const avatar = mount(Avatar, { props: { name: 'Ada Lovelace', src: '/gone.png' } })
    await avatar.find('img').trigger('error')
    expect(avatar.text()).toBe('AL')
    await avatar.setProps({ src: '/here.png' })
    expect(avatar.find('img').attributes('src')).toBe('/here.png')
  })

  test('says the state in a word', () => {
    const avatar = mount(Avatar, {
      props: { name: 'Ada', status: 'stop', statusLabel: 'Not ready' },
    })
    expect(avatar.find('svg[role=img]').attributes('aria-label')).toBe('Not ready')
  })
})
