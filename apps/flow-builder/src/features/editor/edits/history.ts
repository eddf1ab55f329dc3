/** What was, what is, and what was undone. */
export interface History<State> {
  readonly past: readonly State[]
  readonly present: State
  readonly future: readonly State[]
  /** What the last change belongs to, and when it was made (ms); typing in one field is undone as one. */
  readonly last?: { readonly group: string; readonly at: number } | undefined
}

/** How far one can go back. */
export const mostSteps = 500
/** A pause in typing after which a change is one of its own, in ms. */
const groupWithinMs = 2000

export function historyOf<State>(present: State): History<State> {
  return { past: [], present, future: [] }
}

/** A change, made at a time in ms. One of the same group shortly after the last is undone together with it. */
export function changed<State>(
  history: History<State>,
  next: State,
  { group, at }: { readonly group?: string | undefined; readonly at: number },
): History<State> {
  if (next === history.present) return history
  const { last, past } = history
  const joins = group !== undefined && last?.group === group && at - last.at <= groupWithinMs
  return {
    past: joins && past.length > 0 ? past : [...past, history.present].slice(-mostSteps),
    present: next,
    future: [],
    ...(group !== undefined && { last: { group, at } }),
  }
}

export function undone<State>(history: History<State>): History<State> {
  const before = history.past.at(-1)
  if (before === undefined) return history
  return {
    past: history.past.slice(0, -1),
    present: before,
    future: [history.present, ...history.future],
  }
}

export function redone<State>(history: History<State>): History<State> {
  const [next, ...future] = history.future
  if (next === undefined) return history
  return { past: [...history.past, history.present], present: next, future }
}
