import type { Action, Carried } from './contact-flow.ts'

/**
 * What a contact carries along: the queue it is meant for, or a voice, is set by one action and used by later ones. This
 * follows every way through the flow, each action again only where what arrives there has changed.
 */
export function carriedBy(
  actions: ReadonlyMap<string, Action>,
  start: string,
  setBy: (action: Action) => string | undefined,
): (action: string) => Carried {
  const arriving = new Map<string, Arriving>([[start, { kind: 'nothing' }]])
  const waiting = [start]
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    const action = actions.get(key)
    const arrived = arriving.get(key)
    if (action === undefined || arrived === undefined) continue
    const set = setBy(action)
    const leaving: Arriving = set === undefined ? arrived : { kind: 'one', name: set }
    for (const next of waysOf(action)) {
      const before = arriving.get(next)
      const after = before === undefined ? leaving : met(before, leaving)
      if (after === before) continue
      arriving.set(next, after)
      waiting.push(next)
    }
  }
  return (key) => {
    const arrived = arriving.get(key)
    if (arrived === undefined || arrived.kind === 'nothing') return undefined
    return { name: arrived.name, isSure: arrived.kind === 'one' }
  }
}

/** It only ever goes down this list, so the following ends. */
type Arriving =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'one'; readonly name: string }
  | { readonly kind: 'several'; readonly name: string }

function met(before: Arriving, after: Arriving): Arriving {
  if (before.kind === 'several' || after.kind === 'nothing') return before
  if (before.kind === 'nothing') return after
  if (after.kind === 'one' && before.name === after.name) return before
  return { kind: 'several', name: before.name }
}

function waysOf({ next, errors, conditions }: Action): Set<string> {
  const all = [next, ...errors.map((one) => one.next), ...conditions.map((one) => one.next)]
  return new Set(all.filter((one) => one !== undefined))
}
