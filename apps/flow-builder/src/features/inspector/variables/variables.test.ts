import { checkExpression, checkTemplate, scopeWith, secretsIn } from '@iris/flow'
import { describe, expect, it } from 'vitest'
import { hasJustOpened, insertIntoExpression, insertIntoTemplate } from './insert-variable.ts'
import { foundIn, secretOptions, variableOptions } from './variable-options.ts'

const own = ['count', 'vip_name']
const scope = scopeWith(own)
const options = variableOptions(scope, own)

describe('the variables to choose from', () => {
  it('are those of the flow, then those of Iris, each with a title and a sample', () => {
    expect(options.slice(0, 2).map(({ path, from }) => [path, from])).toEqual([
      ['count', 'flow'],
      ['vip_name', 'flow'],
    ])
    const number = options.find(({ path }) => path === 'caller.number')
    expect(number).toMatchObject({ from: 'iris', sample: '+15550100101' })
    expect(number?.title).toContain('number')
  })

  it('are all expressions without a problem', () => {
    expect(options.length).toBeGreaterThan(20)
    for (const { path } of options) expect(checkExpression(path, scope), path).toEqual([])
  })

  it('have secrets as requests take them', () => {
    const [secret] = secretOptions(['CRM_KEY'], 'A secret')
    expect(secretsIn(`{{ ${secret?.path} }}`)).toEqual(['CRM_KEY'])
    expect(secret?.sample).toBe('')
  })

  it('are found by words of their name or title, in any order', () => {
    expect(foundIn(options, 'WAIT queue').map(({ path }) => path)).toContain('queue.waiting')
    expect(foundIn(options, 'caller numb').map(({ path }) => path)).toContain('caller.number')
    expect(foundIn(options, 'zebra')).toEqual([])
    expect(foundIn(options, ' ')).toEqual(options)
  })
})

describe('a variable put into a template', () => {
  const at = (marked: string) => {
    const start = marked.indexOf('|')
    const { text, caret } = insertIntoTemplate(
      marked.replace('|', ''),
      { start, end: start },
      'caller.name',
    )
    return `${text.slice(0, caret)}|${text.slice(caret)}`
  }

  it.each([
    ['Hello |!', 'Hello {{ caller.name }}|!'],
    ['Hello {{|', 'Hello {{ caller.name }}|'],
    ['Hello {{ |', 'Hello {{ caller.name }}|'],
    ['Hello {{|}}', 'Hello {{ caller.name|}}'],
    ['{{ a + | }} b', '{{ a + caller.name| }} b'],
    ['{{ a }} |', '{{ a }} {{ caller.name }}|'],
    ['{{ | and {{ b }}', '{{ caller.name }}| and {{ b }}'],
  ])('turns “%s” into “%s”', (before, after) => {
    expect(at(before)).toBe(after)
    expect(checkTemplate(after.replace('|', ''), scopeWith(['a', 'b']))).toEqual([])
  })

  it('takes the place of what is selected', () => {
    expect(insertIntoTemplate('Hello you', { start: 6, end: 9 }, 'x').text).toBe('Hello {{ x }}')
    expect(insertIntoExpression('a + b', { start: 4, end: 5 }, 'x')).toEqual({
      text: 'a + x',
      caret: 5,
    })
  })
})

it.each([
  ['{{', 2, true],
  ['Hi {{', 5, true],
  ['{{ }}', 2, false],
  ['{{ a }}', 2, false],
  ['{', 1, false],
  ['a {{ b }} c', 9, false],
])('“%s” with the caret at %i has just opened braces: %s', (text, caret, expected) => {
  expect(hasJustOpened(text, caret)).toBe(expected)
})
