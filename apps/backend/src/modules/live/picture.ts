import type { EventType, IrisEvent, LivePath } from '@iris/contracts'
import type { Logger } from '../../log.ts'
import type { DoWork } from '../../work.ts'
import { listAgents } from '../agents/service.ts'
import { Boards, type QueueOutlook } from './boards.ts'
import type { LiveDocument } from './document.ts'
import { Paced } from './paced.ts'
import { Presence } from './presence.ts'
import { listTeamIds, readBoardRows } from './repository.ts'

/** Reads what boards tell of queues beside their lines. */
export type ReadOutlook = (tenantId: string, queueIds: readonly string[]) => Promise<QueueOutlook>

export interface PictureParts {
  readonly doWork: DoWork
  readonly readOutlook: ReadOutlook
  readonly log: Logger
}

/** A document has changed; `undefined` where there is no such team any more. */
type Listener = (path: LivePath, document: LiveDocument | undefined) => void

/** Boards are read at most so often, however much happens. */
const boardEveryMs = 250
/** Figures are reckoned a moment after what they count. */
const settledAfterMs = 1000
/** And so often where nothing happens: expected waits and opening times become others by themselves. */
const boardAtLeastEveryMs = 2000
/** Everything is read so often, in case something was not heard. */
const agentsAtLeastEveryMs = 30_000
const agentsEveryMs = 500

/** After which all agents are read anew: names, roles, teams. */
const changesAgents: ReadonlySet<EventType> = new Set([
  'agent.profile_changed',
  'team.changed',
  'user.changed',
])
/** Whether an agent has a contact in hand, or has it no more, that makes no state of its own. */
function isWork({ payload }: IrisEvent): boolean {
  return 'agentId' in payload && 'channel' in payload && payload.channel !== 'voice'
}

/** After which boards may be others. */
const changesBoards: ReadonlySet<EventType> = new Set([
  'contact.queued',
  'contact.offered',
  'contact.offer_ended',
  'contact.left_queue',
  'contact.accepted',
  'contact.ended',
  'contact.wrapped_up',
  'call.connected',
  'call.transferred',
  'call.ended',
  'callback.requested',
  'callback.due',
  'callback.attempted',
  'callback.done',
  'callback.failed',
  'callback.cancelled',
  'agent.state_changed',
  'agent.profile_changed',
  'team.changed',
  'hours.changed',
  'queue.changed',
])

/** A tenant's documents, kept as they are: read from the database once, then followed by what happens. */
export class Picture {
  readonly #tenantId: string
  readonly #parts: PictureParts
  readonly #presence = new Presence()
  readonly #boards = new Boards()
  readonly #listeners = new Set<Listener>()
  readonly #agentsRead: Paced
  readonly #boardsRead: Paced
  readonly #ticks: readonly NodeJS.Timeout[]
  #settled: NodeJS.Timeout | undefined
  /** What happened while agents were being read; it may be newer than what is read. */
  #meanwhile: IrisEvent[] | undefined
  readonly ready: Promise<void>

  constructor(tenantId: string, parts: PictureParts) {
    this.#tenantId = tenantId
    this.#parts = parts
    const onError = (error: unknown) =>
      parts.log.error({ err: error, tenant: tenantId }, 'live documents could not be read')
    this.#agentsRead = new Paced(agentsEveryMs, () => this.#readAgents(), onError)
    this.#boardsRead = new Paced(boardEveryMs, () => this.#readBoards(), onError)
    this.#ticks = [
      setInterval(() => this.#agentsRead.due(), agentsAtLeastEveryMs),
      setInterval(() => this.#boardsRead.due(), boardAtLeastEveryMs),
    ]
    this.ready = this.#readAgents().then(() => this.#readBoards())
  }

  /** How a document stands; `undefined` where there is no such team. */
  documentOf(path: LivePath): LiveDocument | undefined {
    const [kind, team = ''] = path.split('/')
    if (kind === 'presence') return this.#presence.documentOf(team)
    return this.#boards.documentOf(team, this.#presence.statesOf(team))
  }

  get paths(): LivePath[] {
    return [...this.#presence.teams].flatMap((team): LivePath[] => [
      `presence/${team}`,
      `board/${team}`,
    ])
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  hear(event: IrisEvent): void {
    if (event.type === 'agent.state_changed') {
      this.#meanwhile?.push(event)
      this.#tell('presence', this.#presence.take(event.payload.agent))
    }
    if (changesAgents.has(event.type) || isWork(event)) this.#agentsRead.due()
    if (changesBoards.has(event.type)) this.#boardsChange()
  }

  close(): void {
    this.#agentsRead.close()
    this.#boardsRead.close()
    clearTimeout(this.#settled)
    for (const tick of this.#ticks) clearInterval(tick)
  }

  #boardsChange(): void {
    this.#boardsRead.due()
    clearTimeout(this.#settled)
    this.#settled = setTimeout(() => this.#boardsRead.due(), settledAfterMs)
  }

  async #readAgents(): Promise<void> {
    this.#meanwhile = []
    const read = await this.#parts.doWork(this.#tenantId, null, async (work) => ({
      teams: await listTeamIds(work.tx),
      agents: await listAgents(work),
    }))
    const heard = this.#meanwhile
    this.#meanwhile = undefined
    this.#tell('presence', this.#presence.replace(read.teams, read.agents))
    for (const event of heard) this.hear(event)
  }

  async #readBoards(): Promise<void> {
    const { doWork, readOutlook } = this.#parts
    const rows = await doWork(this.#tenantId, null, (work) => readBoardRows(work.tx))
    const ids = rows.map(({ id }) => id)
    const outlook = await readOutlook(this.#tenantId, ids)
    this.#tell('board', this.#boards.replace(this.#presence.teams, rows, outlook))
  }

  #tell(kind: 'presence' | 'board', teams: Iterable<string>): void {
    for (const team of teams) {
      const path: LivePath = `${kind}/${team}`
      const document = this.documentOf(path)
      for (const listener of this.#listeners) listener(path, document)
    }
  }
}
