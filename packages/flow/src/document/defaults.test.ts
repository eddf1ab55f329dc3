import { expect, it } from 'vitest'
import { kindNamed, kinds } from '../kinds/registry.ts'
import { defaultsOf } from './defaults.ts'

it('are those that reading the settings fills in', () => {
  const menu = kindNamed('menu')
  expect(menu && defaultsOf(menu)).toEqual({ noInputMs: 5000, tries: 3, bargeIn: true })
})

it('are right where a kind has nothing else, and change no settings that are whole', () => {
  for (const kind of kinds) {
    const whole = kind.settings.safeParse(kind.fresh)
    if (!whole.success) continue
    const filled = kind.settings.parse({ ...defaultsOf(kind), ...kind.fresh })
    expect(filled, kind.kind).toEqual(whole.data)
  }
})
