import { describe, expect, test } from 'vitest'
import type { LinearRgb, Oklch } from './contrast.ts'
import { contrast, over, toLinearRgb } from './contrast.ts'
import { measuredPairs } from './measured-pairs.ts'
import css from '../theme.css?raw'

const themes = { light: readTokens(0), dark: readTokens(1) }

describe.each(Object.entries(themes))('the %s theme', (_, tokens) => {
  test.each(measuredPairs)('shows %s on %s at %d:1 or more', (foreground, ground, least) => {
    expect(
      contrast(shown(tokens, ground, foreground), shown(tokens, ground)),
    ).toBeGreaterThanOrEqual(least)
  })

  test('asks for no colour a plain screen cannot show', () => {
    const clipped = [...tokens].filter(([, color]) =>
      toLinearRgb(color).some((channel) => channel < -0.003 || channel > 1.003),
    )
    expect(clipped).toEqual([])
  })
})

test('measures as the WCAG examples do', () => {
  const white: LinearRgb = [1, 1, 1]
  const black: LinearRgb = [0, 0, 0]
  expect(contrast(white, black)).toBeCloseTo(21)
  const grey = toLinearRgb({ lightness: 0.5999, chroma: 0, hue: 0, alpha: 1 })
  expect(contrast(grey, white)).toBeCloseTo(3.95, 1)
})

/** What the eye gets: `ground`, perhaps under a wash ("hover on surface"), perhaps under a foreground. */
function shown(tokens: Map<string, Oklch>, ground: string, foreground?: string): LinearRgb {
  const [wash, base] = ground.includes(' on ') ? ground.split(' on ') : [undefined, ground]
  const layers = [base, wash, foreground].filter((name) => name !== undefined)
  return layers.reduce<LinearRgb>((below, name) => over(token(tokens, name), below), [1, 1, 1])
}

function token(tokens: Map<string, Oklch>, name: string): Oklch {
  const color = tokens.get(name)
  if (!color) throw new Error(`theme.css defines no --color-${name}`)
  return color
}

function readTokens(side: 0 | 1): Map<string, Oklch> {
  const definitions = css.matchAll(
    /--color-([\w-]+): light-dark\(oklch\((.+?)\), oklch\((.+?)\)\);/g,
  )
  return new Map([...definitions].map(([, name, ...sides]) => [name!, parse(sides[side]!)]))
}

function parse(text: string): Oklch {
  const [lightness, chroma, hue, alpha = 1] = text.split(/[\s/]+/).map(Number)
  return { lightness: lightness!, chroma: chroma!, hue: hue!, alpha }
}
