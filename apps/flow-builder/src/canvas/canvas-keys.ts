import type { Keys } from '@iris/ui'

/** What keys do on the canvas. */
export type CanvasAction =
  | 'add'
  | 'open'
  | 'rename'
  | 'disable'
  | 'left'
  | 'right'
  | 'up'
  | 'down'
  | 'extendLeft'
  | 'extendRight'
  | 'extendUp'
  | 'extendDown'
  | 'nudgeLeft'
  | 'nudgeRight'
  | 'nudgeUp'
  | 'nudgeDown'
  | 'nextNote'
  | 'connect'
  | 'fit'
  | 'reset'
  | 'zoomIn'
  | 'zoomOut'
  | 'remove'
  | 'selectAll'
  | 'leave'

export type CanvasKeymap = Readonly<Record<CanvasAction, readonly Keys[]>>

/** The keys until somebody chooses others. */
export const canvasKeys: CanvasKeymap = {
  add: ['Tab'],
  open: ['Enter'],
  rename: ['F2'],
  disable: ['D'],
  left: ['ArrowLeft'],
  right: ['ArrowRight'],
  up: ['ArrowUp'],
  down: ['ArrowDown'],
  extendLeft: ['Shift+ArrowLeft'],
  extendRight: ['Shift+ArrowRight'],
  extendUp: ['Shift+ArrowUp'],
  extendDown: ['Shift+ArrowDown'],
  nudgeLeft: ['Alt+ArrowLeft'],
  nudgeRight: ['Alt+ArrowRight'],
  nudgeUp: ['Alt+ArrowUp'],
  nudgeDown: ['Alt+ArrowDown'],
  /** To the next note or frame: arrows walk blocks only. */
  nextNote: ['N'],
  connect: ['C'],
  fit: ['1'],
  reset: ['0'],
  zoomIn: ['Plus', '='],
  zoomOut: ['-'],
  remove: ['Delete', 'Backspace'],
  selectAll: ['Ctrl+A'],
  leave: ['Escape'],
}

export function actionOf(keymap: CanvasKeymap, keys: Keys): CanvasAction | undefined {
  const named = Object.entries(keymap).find(([, all]) => all.includes(keys))?.[0]
  return named !== undefined && isAction(named, keymap) ? named : undefined
}

function isAction(name: string, keymap: CanvasKeymap): name is CanvasAction {
  return name in keymap
}
