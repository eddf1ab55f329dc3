import { kinds } from '@iris/flow'
import { Box } from '@lucide/vue'
import { expect, it } from 'vitest'
import { kindIcon } from './kind-icons.ts'

it.each(kinds.map(({ kind, icon }) => [kind, icon]))('%s has its picture, %s', (_kind, icon) => {
  expect(kindIcon(icon)).not.toBe(Box)
})

it('is a box for a kind that is not known', () => {
  expect(kindIcon('constructor')).toBe(Box)
  expect(kindIcon(undefined)).toBe(Box)
})
