import type { Field } from '@iris/flow'
import type { Setting, Settings } from '../edit.ts'
import { phoneKeys } from '../fields/phone-keys.ts'

/** Settings that may be anything, as a map; empty where they are none. */
export function asSettings(value: unknown): Settings {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isMap ? { ...value } : {}
}

/** What is added to a list: as its kind says, with the first key that no other item has. */
export function freshItem(
  { item, fresh }: Extract<Field, { readonly type: 'list' }>,
  others: readonly Setting[],
): Settings {
  const settings = asSettings(fresh)
  const keys = item.filter(({ type }) => type === 'key').map(({ key }) => key)
  const free = keys.map((key) => {
    const taken = new Set(others.map((other) => asSettings(other)[key]))
    return [key, phoneKeys.find((one) => !taken.has(one)) ?? ''] as const
  })
  return { ...settings, ...Object.fromEntries(free) }
}
