/** One of the panes side by side. Its content goes into the slot named by its id. */
export interface Pane {
  id: string
  /** For screen readers, and for the tab where only one pane fits. */
  label: string
  /** How wide it is, and may become, in pixels. Exactly one pane has none: it takes the rest. */
  width?: PaneWidth
  /** How many things wait in it, shown in its tab. */
  count?: number
}

export interface PaneWidth {
  initial: number
  least: number
  most: number
}

/** The border between two panes: whose width it changes, and which way. */
export interface PaneBorder {
  pane: Pane & { width: PaneWidth }
  /** 1 where the pane grows as the border moves on in reading direction, −1 where it shrinks. */
  growth: 1 | -1
}

/** A width a pane may have: the nearest whole pixel within its bounds. */
export function allowedWidth({ least, most }: PaneWidth, width: number): number {
  return Math.round(Math.min(most, Math.max(least, width)))
}

/** What the border before a pane moves: the pane before it, or, where that takes the rest, the pane itself. */
export function borderBefore(panes: readonly Pane[], index: number): PaneBorder | undefined {
  const [before, after] = [panes[index - 1], panes[index]]
  if (!before) return undefined
  if (hasWidth(before)) return { pane: before, growth: 1 }
  return after && hasWidth(after) ? { pane: after, growth: -1 } : undefined
}

function hasWidth(pane: Pane): pane is Pane & { width: PaneWidth } {
  return pane.width !== undefined
}

/** The widths in a stored text, by pane. Whatever else stands there is left out. */
export function parseWidths(stored: string): Record<string, number> {
  try {
    const parsed: unknown = JSON.parse(stored)
    const entries = typeof parsed === 'object' && parsed !== null ? Object.entries(parsed) : []
    return Object.fromEntries(entries.filter(([, width]) => Number.isFinite(width)))
  } catch {
    return {}
  }
}
