const TEXT = 4.5
const GRAPHIC = 3

const grounds = ['canvas', 'surface', 'raised', 'sunken']
const washes = ['hover', 'pressed']
const hues = ['accent', 'available', 'busy', 'offering', 'warning', 'stop', 'offline']
const avatars = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `avatar-${n}`)

/**
 * Every pair a component may show: foreground, ground, least contrast by WCAG 2.2 (1.4.3 for words, 1.4.11 for
 * marks and lines). A ground may have a wash over it: "hover on surface".
 */
export const measuredPairs: readonly [foreground: string, ground: string, least: number][] = [
  ...cross(['fg', 'muted'], grounds, TEXT),
  ...cross(['fg', 'muted'], washed(grounds), TEXT),
  ...cross(['fg', 'muted'], ['accent-bg', ...washed(['accent-bg'])], TEXT),
  ...cross(
    ['fg'],
    hues.map((hue) => `${hue}-bg`),
    TEXT,
  ),
  ...hues.flatMap((hue) => cross([`${hue}-fg`], [...grounds, `${hue}-bg`], TEXT)),
  ...hues.flatMap((hue) => cross([`${hue}-fg`], washed([...grounds, `${hue}-bg`]), TEXT)),
  ...hues.map((hue): [string, string, number] => [`${hue}-on-solid`, `${hue}-solid`, TEXT]),
  ...['accent', 'available', 'stop'].map((hue): [string, string, number] => [
    `${hue}-on-solid`,
    `${hue}-solid-hover`,
    TEXT,
  ]),
  ...hues.flatMap((hue) => cross([`${hue}-mark`], [...grounds, `${hue}-bg`], GRAPHIC)),
  // A switch or a checkbox that is on has nothing but its fill to show it
  ...cross(['accent-solid'], grounds, GRAPHIC),
  ...cross(['control'], grounds, GRAPHIC),
  ...cross(['focus'], [...grounds, ...hues.map((hue) => `${hue}-bg`)], GRAPHIC),
  ...cross(['avatar-fg'], avatars, TEXT),
  // A tooltip, a neutral badge at full volume
  ['canvas', 'fg', TEXT],
]

function washed(names: string[]): string[] {
  return names.flatMap((name) => washes.map((wash) => `${wash} on ${name}`))
}

function cross(foregrounds: string[], on: string[], least: number): [string, string, number][] {
  return foregrounds.flatMap((foreground) =>
    on.map((ground): [string, string, number] => [foreground, ground, least]),
  )
}
