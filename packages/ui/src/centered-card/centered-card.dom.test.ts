import { mount } from '@vue/test-utils'
import { h } from 'vue'
import { expect, test } from 'vitest'
import BrandMark from '../brand/BrandMark.vue'
import CenteredCard from './CenteredCard.vue'

test('a card page has its mark, one heading and its content', () => {
  const card = mount(CenteredCard, {
    props: { title: 'Sign in', description: 'With your address.' },
    slots: { default: () => h('form'), brand: () => h(BrandMark, { name: 'Iris' }) },
  })
  expect(card.element.tagName).toBe('MAIN')
  expect(card.findAll('h1').map((heading) => heading.text())).toEqual(['Sign in'])
  expect(card.find('form').exists()).toBe(true)
  expect(card.find('svg').attributes('aria-hidden')).toBe('true')
  expect(card.text()).toContain('Iris')
})
