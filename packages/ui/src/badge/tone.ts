/** The six hues of state, each with one meaning everywhere. */
export type StatusHue = 'available' | 'busy' | 'offering' | 'warning' | 'stop' | 'offline'

export type Tone = 'neutral' | 'accent' | StatusHue

/** Tinted ground, coloured words. */
export const softTone: Record<Tone, string> = {
  neutral: 'border-line bg-sunken text-muted',
  accent: 'border-accent-border bg-accent-bg text-accent-fg',
  available: 'border-available-border bg-available-bg text-available-fg',
  busy: 'border-busy-border bg-busy-bg text-busy-fg',
  offering: 'border-offering-border bg-offering-bg text-offering-fg',
  warning: 'border-warning-border bg-warning-bg text-warning-fg',
  stop: 'border-stop-border bg-stop-bg text-stop-fg',
  offline: 'border-offline-border bg-offline-bg text-offline-fg',
}

/** Full ground, words in the colour that reads on it. */
export const solidTone: Record<Tone, string> = {
  neutral: 'border-transparent bg-fg text-canvas',
  accent: 'border-transparent bg-accent-solid text-accent-on-solid',
  available: 'border-transparent bg-available-solid text-available-on-solid',
  busy: 'border-transparent bg-busy-solid text-busy-on-solid',
  offering: 'border-transparent bg-offering-solid text-offering-on-solid',
  warning: 'border-transparent bg-warning-solid text-warning-on-solid',
  stop: 'border-transparent bg-stop-solid text-stop-on-solid',
  offline: 'border-transparent bg-offline-solid text-offline-on-solid',
}

/** Coloured words, or a coloured mark, on the page's own ground. */
export const textTone: Record<Tone, string> = {
  neutral: 'text-muted',
  accent: 'text-accent-fg',
  available: 'text-available-fg',
  busy: 'text-busy-fg',
  offering: 'text-offering-fg',
  warning: 'text-warning-fg',
  stop: 'text-stop-fg',
  offline: 'text-offline-fg',
}

/** The full hue for a mark without words: a dot, a ring, a bar. */
export const markTone: Record<Tone, string> = {
  neutral: 'text-muted',
  accent: 'text-accent-mark',
  available: 'text-available-mark',
  busy: 'text-busy-mark',
  offering: 'text-offering-mark',
  warning: 'text-warning-mark',
  stop: 'text-stop-mark',
  offline: 'text-offline-mark',
}
