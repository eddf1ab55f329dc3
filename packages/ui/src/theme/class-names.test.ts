import { describe, expect, test } from 'vitest'
import { measuredPairs } from './measured-pairs.ts'
import css from '../theme.css?raw'

const sources = import.meta.glob<string>(
  ['../**/*.{vue,ts}', '!../**/*.test.ts', '!../testing/**'],
  {
    query: '?raw',
    import: 'default',
    eager: true,
  },
)

const colors = new Set([...css.matchAll(/--color-([\w-]+):/g)].map(([, name]) => name!))

/** What may follow `text-`, `bg-` and the like without being a colour. */
const otherUtilities =
  /^(?:\d|\[|\(|(?:width|linecap|linejoin|rule|current|small|table|body|h[1-3]|start|end|center|balance|pretty|transparent|none|offset|linear|dash|separate|spacing|[tbsexy](?:-\d)?$))/

function colorClasses(source: string): string[] {
  const classes = source.matchAll(
    /(?<![\w-])(?:bg|text|border|fill|stroke|outline|decoration)-([a-z[(][\w./%[\]()-]*)/g,
  )
  return [...classes].map(([, name]) => name!).filter((name) => !otherUtilities.test(name))
}

/** The pairs of `text-…` and `bg-…` that stand in one list of classes, under the same condition. */
function wordsOnGrounds(source: string): string[] {
  return [...source.matchAll(/(['"`])([^'"`]*)\1/g)].flatMap(([, , list]) => {
    const classes = list!.split(/\s+/).map((name) => /^(.*:)?(text|bg)-([\w-]+)$/.exec(name))
    const found = classes.filter((match) => match !== null && colors.has(match[3]!))
    const grounds = found.filter((match) => match![2] === 'bg')
    return grounds.flatMap((ground) => {
      const wash = ['hover', 'pressed'].includes(ground![3]!)
        ? `${ground![3]} on surface`
        : ground![3]!
      return found
        .filter((match) => match![2] === 'text' && match![1] === ground![1])
        .filter((match) => match![3] !== 'disabled')
        .map((match) => `${match![3]} on ${wash}`)
    })
  })
}

describe('the classes of the components', () => {
  test.each(Object.entries(sources))('name only colours that exist: %s', (_, source) => {
    expect(colorClasses(source).filter((name) => !colors.has(name))).toEqual([])
  })

  test.each(Object.entries(sources))(
    'lay words only on grounds that are measured: %s',
    (_, source) => {
      const measured = new Set(
        measuredPairs.map(([foreground, ground]) => `${foreground} on ${ground}`),
      )
      expect(wordsOnGrounds(source).filter((pair) => !measured.has(pair))).toEqual([])
    },
  )

  test('write no colour of their own', () => {
    const raw = Object.entries(sources).filter(([, source]) =>
      /(?:#[0-9a-f]{3,8}\b(?!')|\b(?:rgb|hsl|oklch)a?\()/i.test(source),
    )
    expect(raw.map(([path]) => path)).toEqual([])
  })

  test('take no side that changes with the reading direction', () => {
    const sided =
      /(?<![\w-])-?(?:ml|mr|pl|pr|left|right|rounded-[lr]|border-[lr]|text-(?:left|right))-/
    const wrong = Object.entries(sources).filter(([, source]) => sided.test(source))
    expect(wrong.map(([path]) => path)).toEqual([])
  })
})
