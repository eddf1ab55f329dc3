import type { StatusHue } from '@iris/ui'

/** How a figure stands: well, nearly, not, or nothing to measure it by. */
export type FigureLook = Extract<StatusHue, 'available' | 'warning' | 'stop' | 'offline'>

const marks: Readonly<Record<FigureLook, string>> = {
  available: 'border-s-available-mark',
  warning: 'border-s-warning-mark bg-warning-bg',
  stop: 'border-s-stop-mark bg-stop-bg',
  offline: 'border-s-line',
}

/** The mark at a figure's edge; where it matters, its ground too. */
export function markOf(look: FigureLook = 'offline'): string {
  return marks[look]
}
