import {
  type AgentCounts,
  type BoardDocument,
  type BoardQueue,
  QueueLimits,
  type QueueStatus,
  ServiceLevel,
} from '@iris/contracts'
import { isDeepStrictEqual } from 'node:util'
import type { BoardRow } from './repository.ts'
import { everyone } from './presence.ts'

/** A queue's figures of the quarter of an hour that runs, and of the day. */
type QueueNumbers = Pick<BoardQueue, 'interval' | 'today'>

/** What is known of queues beside their lines, by id. */
export interface QueueOutlook {
  readonly status: ReadonlyMap<
    string,
    Pick<QueueStatus, 'opening' | 'expectedWaitS' | 'expectedWaitError'>
  >
  readonly numbers: ReadonlyMap<string, QueueNumbers>
  readonly intervalFrom: string
}

type Entries = Readonly<Record<string, BoardQueue>>

/** The wallboards of a tenant: a team's has the queues its agents answer, everyone's all of them. */
export class Boards {
  #intervalFrom = ''
  #queues: Entries = {}
  readonly #teams = new Map<string, Entries>()

  /** How it looks, all at once. Gives the teams whose board may be another. */
  replace(
    teamIds: Iterable<string>,
    rows: readonly BoardRow[],
    outlook: QueueOutlook,
  ): Iterable<string> {
    const before = new Set(this.#teams.keys())
    this.#intervalFrom = outlook.intervalFrom
    const boards = new Map<string, Record<string, BoardQueue>>([[everyone, {}]])
    for (const id of teamIds) boards.set(id, {})
    for (const row of rows) {
      const queue = this.#kept(queueOf(row, outlook))
      if (!queue) continue
      for (const team of [everyone, ...row.team_ids]) {
        const board = boards.get(team)
        if (board) board[queue.id] = queue
      }
    }
    this.#teams.clear()
    for (const [team, board] of boards) this.#teams.set(team, board)
    this.#queues = boards.get(everyone) ?? {}
    return new Set([...before, ...boards.keys()])
  }

  /** The same object as before where nothing is another. */
  #kept(queue: BoardQueue | undefined): BoardQueue | undefined {
    const before = queue && this.#queues[queue.id]
    return before && isDeepStrictEqual(before, queue) ? before : queue
  }

  documentOf(team: string, states: AgentCounts): BoardDocument | undefined {
    const queues = this.#teams.get(team)
    const at = new Date().toISOString()
    return queues && { at, intervalFrom: this.#intervalFrom, states, queues: { ...queues } }
  }
}

/** `undefined` for a queue that came up while the others were read; the next look has it. */
function queueOf(row: BoardRow, outlook: QueueOutlook): BoardQueue | undefined {
  const status = outlook.status.get(row.id)
  const numbers = outlook.numbers.get(row.id)
  if (!status || !numbers) return undefined
  const { withinMs, targetPercent } = ServiceLevel.parse(row.service_level)
  return {
    id: row.id,
    name: row.name,
    waiting: row.waiting,
    callbacks: row.callbacks,
    oldestSince: row.oldest?.toISOString() ?? null,
    expectedWaitS: status.expectedWaitS,
    expectedWaitError: status.expectedWaitError,
    opening: status.opening,
    agents: {
      available: row.available,
      busy: row.busy,
      notReady: row.not_ready,
      signedIn: row.signed_in,
    },
    targetPercent,
    withinMs,
    maxWaitMs: QueueLimits.parse(row.limits).maxWaitMs,
    interval: numbers.interval,
    today: numbers.today,
  }
}
