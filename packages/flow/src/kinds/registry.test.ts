import type { FlowBlock } from '@iris/contracts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { freshOf } from '../testing/random-flows.ts'
import { settingsOfKinds, wrongSettings } from '../testing/random-settings.ts'
import type { Field } from './field.ts'
import { groups, type KnownKind } from './kind.ts'
import { kindNamed, kinds } from './registry.ts'

const each = kinds.map((kind) => [kind.kind, kind] as const)
const random = settingsOfKinds(fc.constant('end'))

/** Fields of a form with those of list items, each with the keys on the way to it. */
function fieldsIn(form: readonly Field[], way: readonly string[] = []): [string[], Field][] {
  return form.flatMap((field) => {
    const here = [...way, field.key]
    return [
      [here, field] as [string[], Field],
      ...(field.type === 'list' ? fieldsIn(field.item, here) : []),
    ]
  })
}

/** Every schema a key leads to within one of objects, lists and unions of these. */
function schemasAt(
  schema: z.core.JSONSchema.BaseSchema,
  key: string,
): z.core.JSONSchema.BaseSchema[] {
  const inner = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), schema.items ?? []].flat()
  const own = schema.properties?.[key]
  return [
    ...(typeof own === 'object' ? [own] : []),
    ...inner.flatMap((one) => (typeof one === 'object' ? schemasAt(one, key) : [])),
  ]
}

function hasSetting(kind: KnownKind, way: readonly string[]): boolean {
  const whole: z.core.JSONSchema.BaseSchema[] = [z.toJSONSchema(kind.settings, { io: 'input' })]
  return way.reduce((found, key) => found.flatMap((one) => schemasAt(one, key)), whole).length > 0
}

describe('the registry', () => {
  it('has each kind once, by a name of its own and a title of its own', () => {
    expect(new Set(kinds.map(({ kind }) => kind)).size).toBe(kinds.length)
    expect(new Set(kinds.map(({ title }) => title)).size).toBe(kinds.length)
    for (const kind of kinds) expect(kindNamed(kind.kind)).toBe(kind)
    expect(kindNamed('constructor')).toBeUndefined()
  })
})

describe.each(each)('the kind %s', (name, kind) => {
  it('says what it is', () => {
    expect(name).toMatch(/^[a-z][a-z0-9_]{0,39}$/)
    expect(groups).toContain(kind.group)
    expect(kind.icon).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    expect(kind.summary).toMatch(/^[A-Z].{4,79}\.$/)
    expect(kind.docs.length).toBeGreaterThan(20)
    expect(Object.isFrozen(kind)).toBe(true)
  })

  it('tells in its docs what each of its exits means', () => {
    const exits = kind.exits(kind.fresh)
    // What comes of a list has one line for all, and one that is the only one needs none.
    const told = exits.map(({ id }) =>
      /^(case_\d+|key_\w+)$/.test(id) ? '**one exit for ' : `**${id.replaceAll('_', ' ')}**`,
    )
    const missing = told.filter((words) => !kind.docs.includes(words))
    expect(exits.length === 1 ? [] : missing).toEqual([])
  })

  it('has a form whose every field edits one of its settings', () => {
    const fields = fieldsIn(kind.form)
    expect(fields.filter(([, { label }]) => label === '')).toEqual([])
    const ways = fields.flatMap(([way, { type, when }]) => [
      ...(type === 'calendar' ? [] : [way]),
      ...(when === undefined ? [] : [[...way.slice(0, -1), when.key]]),
    ])
    expect(ways.filter((way) => !hasSetting(kind, way))).toEqual([])
  })

  it('is inserted with settings that are right, but for what only its author can know', () => {
    const parsed = kind.settings.safeParse(kind.fresh)
    const open = (parsed.error?.issues ?? []).filter(({ path }) => !isEmpty(kind.fresh, path))
    expect(open).toEqual([])
    expect(freshOf(kind)).toEqual(kind.fresh)
  })

  it('reads the random settings the tests are made of', () => {
    const settings = random.get(name)
    if (settings === undefined) throw new Error(`There are no random settings for ${name} yet.`)
    fc.assert(
      fc.property(settings, (one) => {
        expect(kind.read(one)).toBeDefined()
      }),
    )
  })

  it('has exits by names of their own, for settings however wrong', () => {
    const right = random.get(name) ?? wrongSettings
    fc.assert(
      fc.property(fc.oneof(right, wrongSettings), (settings: FlowBlock['settings']) => {
        const exits = kind.exits(settings)
        const ids = exits.map(({ id }) => id)
        expect(new Set(ids).size).toBe(ids.length)
        expect(ids.filter((id) => !/^[a-z][a-z0-9_]{0,39}$/.test(id))).toEqual([])
        expect(exits.filter(({ title }) => title === '')).toEqual([])
      }),
    )
  })
})

/** Whether there is nothing yet at a place: an empty text that is to be written. */
function isEmpty(settings: unknown, path: readonly PropertyKey[]): boolean {
  let here = settings
  for (const key of path) {
    if (typeof here !== 'object' || here === null) return false
    here = Reflect.get(here, key)
  }
  return here === ''
}
