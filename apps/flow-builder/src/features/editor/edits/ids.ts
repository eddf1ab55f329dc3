import type { FlowDocument } from '@iris/contracts'

/** The ids of all blocks, notes and frames; they do not collide on the canvas. */
export function idsOf({ blocks, notes = [], frames = [] }: FlowDocument): Set<string> {
  return new Set([...Object.keys(blocks), ...[...notes, ...frames].map(({ id }) => id)])
}

/** An id nobody has, made of words people can read: `main-menu`, `main-menu-2`. */
export function freshId(taken: ReadonlySet<string>, words: string): string {
  const letters = words
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 32)
    .replaceAll(/^-+|-+$/g, '')
  const base = letters === '' ? 'block' : letters
  if (!taken.has(base)) return base
  for (let number = 2; ; number += 1) {
    const id = `${base}-${number}`
    if (!taken.has(id)) return id
  }
}
