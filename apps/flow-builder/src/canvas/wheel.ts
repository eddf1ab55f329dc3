import type { Point } from './graph/geometry.ts'

/** The part of a WheelEvent that matters here. */
export interface WheelTurn {
  readonly deltaX: number
  readonly deltaY: number
  readonly deltaMode: number
  readonly ctrlKey: boolean
  readonly shiftKey: boolean
  readonly timeStamp: number
}

export type WheelMeaning =
  | { readonly kind: 'zoom'; readonly factor: number }
  | { readonly kind: 'pan'; readonly by: Point }

/** Browsers tell mice and touchpads not apart; a mouse's wheel turns by whole notches, straight. */
const leastNotch = 60
/** Turns that follow one another this closely, in ms, are of one device. */
const sameTurnMs = 150
const lineHeight = 40

/**
 * Says what turns of a wheel mean: a mouse's zooms, two fingers on a touchpad pan, and Ctrl (which browsers also send for a
 * pinch) always zooms.
 */
export function wheelReader(): (turn: WheelTurn) => WheelMeaning {
  let last = { at: -Infinity, isMouse: false }
  return (turn) => {
    const isGoingOn = turn.timeStamp - last.at < sameTurnMs
    last = { at: turn.timeStamp, isMouse: isGoingOn ? last.isMouse : isOfMouse(turn) }
    const pixels = turn.deltaMode === 0 ? 1 : lineHeight
    const [x, y] = [turn.deltaX * pixels, turn.deltaY * pixels]
    if (turn.ctrlKey) return { kind: 'zoom', factor: Math.exp(-y / 120) }
    if (turn.shiftKey) return { kind: 'pan', by: { x: -(x === 0 ? y : x), y: 0 } }
    if (last.isMouse) return { kind: 'zoom', factor: Math.exp(-y / 500) }
    return { kind: 'pan', by: { x: -x, y: -y } }
  }
}

function isOfMouse({ deltaX, deltaY, deltaMode }: WheelTurn): boolean {
  if (deltaMode !== 0) return true
  return deltaX === 0 && Math.abs(deltaY) >= leastNotch && Number.isInteger(deltaY)
}
