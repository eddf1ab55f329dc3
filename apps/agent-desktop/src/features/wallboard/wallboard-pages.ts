/** One page of a wallboard that turns. */
export type WallboardPageContent<Queue> =
  /** The figures of all, and the first queues as far as there is room below them. */
  | { readonly kind: 'summary'; readonly queues: readonly Queue[] }
  | { readonly kind: 'queues'; readonly queues: readonly Queue[] }
  | { readonly kind: 'agents' }

/** How many queues there is room for: below the figures, and on a page of their own. */
export interface Room {
  readonly belowFigures: number
  readonly alone: number
}

interface PagesOf<Queue> {
  readonly queues: readonly Queue[]
  readonly room: Room
  /** Whether it is known how many agents are in each state. */
  readonly hasAgents: boolean
}

/** Every queue once, on as few pages as hold them and evenly filled, between the figures and the agents. */
export function pagesOf<Queue>({
  queues,
  room,
  hasAgents,
}: PagesOf<Queue>): readonly WallboardPageContent<Queue>[] {
  const first = queues.slice(0, room.belowFigures)
  const groups = evenly(queues.slice(room.belowFigures), Math.max(1, room.alone))
  return [
    { kind: 'summary', queues: first },
    ...groups.map((group) => ({ kind: 'queues' as const, queues: group })),
    ...(hasAgents ? [{ kind: 'agents' as const }] : []),
  ]
}

function evenly<Item>(items: readonly Item[], most: number): Item[][] {
  const groups = Math.ceil(items.length / most)
  const each = Math.ceil(items.length / groups)
  return Array.from({ length: groups }, (_, at) => items.slice(at * each, (at + 1) * each))
}

/** Heights in CSS pixels. */
interface Measured {
  /** Of all there is for a page. */
  readonly page: number
  /** Of what stands round the queues on the first page. */
  readonly figures: number
  readonly head: number
  readonly row: number
}

/** A page has at least a few queues, even where it has to be scrolled: a telephone is no wall. */
const fewest = 3

export function roomOf({ page, figures, head, row }: Measured): Room {
  const rows = (height: number) => Math.max(0, Math.floor((height - head) / row))
  return { belowFigures: rows(page - figures), alone: Math.max(fewest, rows(page)) }
}
