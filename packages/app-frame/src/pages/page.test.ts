import { describe, expect, test } from 'vitest'
import { addressOf, isUnder, navigable } from './page.ts'
import type { Page } from './page.ts'

const nothing = { render: () => null }
const page = (path: string, more: Partial<Page> = {}): Page => ({
  path,
  title: () => path,
  component: nothing,
  icon: nothing,
  ...more,
})

const pages = [
  page('/'),
  page('/calls/:callId?', { needs: ['calls:read', 'calls:read-own'] }),
  page('/users', { needs: ['users:read'] }),
  page('/:flowId', { icon: undefined as never }),
]

describe('pages', () => {
  test('are reached without their optional parameters', () => {
    expect(addressOf({ path: '/calls/:callId?' })).toBe('/calls')
    expect(addressOf({ path: '/:any?' })).toBe('/')
  })

  test('stand in the navigation of those who may open them', () => {
    const may = (...anyOf: readonly string[]) => anyOf.length === 0 || anyOf.includes('calls:read')
    expect(navigable(pages, may).map(({ to }) => to)).toEqual(['/', '/calls'])
  })

  test('are current for what lies below them', () => {
    const current = (address: string) =>
      ['/', '/calls', '/users'].filter((to) => isUnder(to, address, pages))
    expect(current('/')).toEqual(['/'])
    expect(current('/calls/7')).toEqual(['/calls'])
    expect(current('/callsign')).toEqual(['/'])
    expect(current('/01968ae3')).toEqual(['/'])
  })
})
