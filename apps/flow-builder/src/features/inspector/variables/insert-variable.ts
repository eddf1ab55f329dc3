/** Text, and where the caret stands in it afterwards. */
export interface Edited {
  readonly text: string
  readonly caret: number
}

export interface Selected {
  readonly start: number
  readonly end: number
}

/** Puts a variable where the selection is in a template: in braces, unless that is within some already. */
export function insertIntoTemplate(text: string, selected: Selected, path: string): Edited {
  const before = text.slice(0, selected.start)
  if (before.lastIndexOf('{{') <= before.lastIndexOf('}}')) {
    return replaced(text, selected, `{{ ${path} }}`)
  }
  const after = text.slice(selected.end)
  const [close, open] = [after.indexOf('}}'), after.indexOf('{{')]
  const isClosed = close >= 0 && (open < 0 || close < open)
  const space = before.endsWith('{') ? ' ' : ''
  return replaced(text, selected, `${space}${path}${isClosed ? '' : ' }}'}`)
}

/** Puts a variable where the selection is in an expression. */
export function insertIntoExpression(text: string, selected: Selected, path: string): Edited {
  return replaced(text, selected, path)
}

/** Whether two braces were opened just now, so that a variable is probably wanted. */
export function hasJustOpened(text: string, caret: number): boolean {
  return text.slice(0, caret).endsWith('{{') && !/^\s*[\w}]/.test(text.slice(caret))
}

function replaced(text: string, { start, end }: Selected, by: string): Edited {
  return { text: text.slice(0, start) + by + text.slice(end), caret: start + by.length }
}
