import { mount } from '@vue/test-utils'
import { defineComponent, h } from 'vue'
import { describe, expect, test } from 'vitest'
import { createContext } from './create-context.ts'

const deck = createContext<{ size: number }>('Deck')

const Deck = defineComponent({
  setup(_, { slots }) {
    deck.provide({ size: 52 })
    return () => slots['default']?.()
  },
})
const Card = defineComponent({
  setup() {
    const { size } = deck.use('Card')
    return () => size
  },
})
const Joker = defineComponent({
  setup() {
    const found = deck.useOptional()
    return () => found?.size ?? 'alone'
  },
})

describe('a component context', () => {
  test('hands the root’s value to its parts', () => {
    expect(mount(Deck, { slots: { default: () => h(Card) } }).text()).toBe('52')
  })

  test('throws outside the root, naming part and root', () => {
    expect(() => mount(Card, { global: { config: { warnHandler: () => undefined } } })).toThrow(
      '<Card> has to be used inside <Deck>.',
    )
  })

  test('lets a part that may stand alone do so', () => {
    expect(mount(Joker).text()).toBe('alone')
  })
})
