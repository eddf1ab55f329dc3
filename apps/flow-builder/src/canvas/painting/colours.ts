import type { Tone } from '@iris/ui'
import type { CanvasColour } from '../graph/canvas-graph.ts'

/** The tokens by which things are painted that are no elements. */
const tokens = {
  ground: '--color-canvas',
  dot: '--color-line-strong',
  block: '--color-raised',
  edge: '--color-line-strong',
  words: '--color-fg',
  muted: '--color-muted',
  wire: '--color-control',
  chosen: '--color-focus',
  guide: '--color-accent-mark',
  wash: '--color-hover',
} as const

const marks: Readonly<Record<Tone, string>> = {
  neutral: '--color-control',
  accent: '--color-accent-mark',
  available: '--color-available-mark',
  busy: '--color-busy-mark',
  offering: '--color-offering-mark',
  warning: '--color-warning-mark',
  stop: '--color-stop-mark',
  offline: '--color-offline-mark',
}

const tints: Readonly<Record<CanvasColour, string>> = {
  grey: '--color-line',
  red: '--color-avatar-1',
  amber: '--color-avatar-2',
  green: '--color-avatar-4',
  teal: '--color-avatar-5',
  blue: '--color-avatar-6',
  violet: '--color-avatar-7',
  pink: '--color-avatar-8',
}

/** The same tints as classes, for elements. */
export const tintClass: Readonly<Record<CanvasColour, string>> = {
  grey: 'bg-line text-fg',
  red: 'bg-avatar-1 text-avatar-fg',
  amber: 'bg-avatar-2 text-avatar-fg',
  green: 'bg-avatar-4 text-avatar-fg',
  teal: 'bg-avatar-5 text-avatar-fg',
  blue: 'bg-avatar-6 text-avatar-fg',
  violet: 'bg-avatar-7 text-avatar-fg',
  pink: 'bg-avatar-8 text-avatar-fg',
}

export interface Colours extends Readonly<Record<keyof typeof tokens, string>> {
  readonly marks: Readonly<Record<Tone, string>>
  readonly tints: Readonly<Record<CanvasColour, string>>
  readonly font: string
}

/** Reads the tokens as an element has them now: a canvas knows neither variables nor themes. */
export function readColours(element: HTMLElement): Colours {
  const probe = document.createElement('span')
  probe.hidden = true
  element.append(probe)
  const read = (token: string): string => {
    probe.style.color = `var(${token})`
    return getComputedStyle(probe).color
  }
  const readAll = <Key extends string>(
    names: Readonly<Record<Key, string>>,
  ): Record<Key, string> => {
    const read_: Record<string, string> = {}
    for (const [key, token] of Object.entries<string>(names)) read_[key] = read(token)
    return read_
  }
  const colours = {
    ...readAll(tokens),
    marks: readAll(marks),
    tints: readAll(tints),
    font: getComputedStyle(element).fontFamily,
  }
  probe.remove()
  return colours
}
