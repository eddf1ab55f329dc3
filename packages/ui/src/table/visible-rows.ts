export interface RowWindow {
  /** The first row that is drawn, and the one after the last. */
  first: number
  end: number
  /** The empty height above and below, in pixels, that keeps the scroll bar true. */
  above: number
  below: number
}

export interface Viewport {
  rowCount: number
  /** Pixels, the same for every row. */
  rowHeight: number
  scrollTop: number
  height: number
}

/** Rows drawn beyond both edges, so that a quick scroll shows no gap. */
const spare = 8

/** Which rows of a long list have to exist for what is seen of it. */
export function visibleRows({ rowCount, rowHeight, scrollTop, height }: Viewport): RowWindow {
  const top = Math.floor(scrollTop / rowHeight) - spare
  const first = Math.max(0, Math.min(top, rowCount - 1))
  const end = Math.min(rowCount, Math.ceil((scrollTop + height) / rowHeight) + spare)
  return {
    first,
    end: Math.max(first, end),
    above: first * rowHeight,
    below: Math.max(0, rowCount - Math.max(first, end)) * rowHeight,
  }
}
