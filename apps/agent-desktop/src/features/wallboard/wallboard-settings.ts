/** How a wallboard is set up. All of it is in its address, so that whoever opens that sees the same. */
export interface WallboardSettings {
  /** Ids of those it shows; none stands for all. */
  readonly queues: ReadonlySet<string>
  /** After so many seconds the next page comes; 0 shows all on one page. */
  readonly turnS: number
}

/** What is offered; the address takes whole seconds between the bounds. */
export const turnChoices = [10, 20, 30, 60] as const
const leastTurnS = 5
const mostTurnS = 600

/** Reads an address's query. What is no setting is left aside. */
export function readSettings(query: Readonly<Record<string, unknown>>): WallboardSettings {
  const { queues, turn } = query
  const seconds = typeof turn === 'string' && /^\d+$/.test(turn) ? Number(turn) : 0
  return {
    queues: new Set(typeof queues === 'string' && queues !== '' ? queues.split(',') : []),
    turnS: seconds === 0 ? 0 : Math.min(mostTurnS, Math.max(leastTurnS, seconds)),
  }
}

/** The query that says it; what is as usual is left out. */
export function writeSettings({ queues, turnS }: WallboardSettings): Record<string, string> {
  return {
    ...(queues.size > 0 && { queues: [...queues].join(',') }),
    ...(turnS > 0 && { turn: String(turnS) }),
  }
}
