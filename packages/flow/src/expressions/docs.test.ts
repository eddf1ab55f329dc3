import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { functions } from './functions/functions.ts'
import { maxSourceLength } from './parse.ts'
import { maxListLength, maxSteps, maxTextLength } from './run.ts'
import { givenScope } from './scope.ts'
import { maxValueLength } from './values.ts'

const page = readFileSync(new URL('../../../../docs/expressions.md', import.meta.url), 'utf8')

function rowsWith(start: string): string[] {
  return page.split('\n').filter((line) => line.startsWith(`| \`${start}`))
}

describe('docs/expressions.md', () => {
  it.each(Object.entries(functions))('shows %s with its parameters and example', (name, spec) => {
    const listed = spec.parameters.map(({ name, isOptional }) => (isOptional ? `[${name}]` : name))
    const [row, ...others] = rowsWith(`${name}(`)
    expect(others).toEqual([])
    const [source, result] = spec.example
    for (const part of [`${name}(${listed.join(', ')})`, spec.title, source])
      expect(row).toContain(part)
    expect(row).toContain(`\`${JSON.stringify(result)}\``.replace(/","/, '", "'))
  })

  it.each(Object.entries(givenScope))('shows %s with its fields', (name, { type, title }) => {
    const [row] = rowsWith(`${name}\` `)
    const fields = type.kind === 'map' ? Object.keys(type.fields ?? {}) : []
    const shown = fields.map((field) => `\`${field}\``).join(', ') || 'what it returns'
    expect(row?.replace(/\s+\|$/, '')).toMatch(new RegExp(`\\| ${title} +\\| ${shown}$`))
  })

  it.each([
    ['characters and', maxSourceLength],
    ['characters, lists', maxTextLength],
    ['items', maxListLength],
    ['characters a filled-in text', maxValueLength],
    ['steps', maxSteps],
  ])('gives the bound of %s', (what, bound) => {
    expect(page).toContain(`${bound.toLocaleString('en-US')} ${what}`)
  })

  it('shows none that there is not', () => {
    const known = [...Object.keys(functions), ...Object.keys(givenScope)]
    expect(
      rowsWith('')
        .map((row) => /`(\w+)/.exec(row)?.[1])
        .toSorted(),
    ).toEqual(known.toSorted())
  })
})
