import { type Decision, type RoutedAgent, RoutingBoard, type WaitingContact } from '@iris/routing'
import { type Figure, percentile } from '../figures.ts'
import { ownTime } from '../own-time.ts'
import { RandomCentre } from './centre.ts'

const agentCount = 500
const events = 5000
const betweenEventsMs = 200

/** How long it takes to decide after an event, with everybody busy and so many waiting, and with nobody waiting. */
export function measureRouting(): Promise<Figure[]> {
  const busy = [
    { waiting: 1000, target: 'p99 1 ms' },
    { waiting: 10_000, target: 'p99 5 ms' },
    { waiting: 100_000, target: 'held' },
  ]
  return Promise.resolve([
    ...busy.flatMap(({ waiting, target }) => measureBusy(waiting, target)),
    measureIdle(),
    measureSorting(1000),
    measureSorting(10_000),
  ])
}

function measureBusy(waiting: number, target: string): Figure[] {
  const rush = new Rush(waiting)
  const allFree = rush.freeEverybody()
  for (let event = 0; event < events; event += 1) rush.next()
  const title = (what: string) => `${waiting.toLocaleString('en')} × ${agentCount}: ${what}`
  return [
    figure(title('an agent comes free'), rush.freed, target),
    figure(title('a contact arrives'), rush.arrived, target),
    figure(title('an offer comes back'), rush.returned, target),
    { name: title('all come free at once'), value: `${allFree.toFixed(0)} ms` },
  ]
}

/** Everybody is busy; now and then somebody comes free, takes what is offered or not, and somebody else arrives. */
class Rush {
  readonly freed: number[] = []
  readonly arrived: number[] = []
  readonly returned: number[] = []
  readonly #centre = new RandomCentre(7)
  readonly #board = new RoutingBoard()
  readonly #contacts = new Map<string, WaitingContact>()
  readonly #agents: RoutedAgent[]
  #nowMs = 1_795_000_000_000

  constructor(waiting: number) {
    for (const queue of this.#centre.queues()) this.#board.putQueue(queue)
    this.#agents = this.#centre.agents(agentCount)
    for (const agent of this.#agents) this.#board.putAgent({ ...agent, away: 'in_call' })
    // They came one after another in the last ten minutes.
    const firstMs = this.#nowMs - 600_000
    for (let index = 0; index < waiting; index += 1) {
      this.#arrive(firstMs + Math.floor((index * 600_000) / waiting))
    }
    this.#board.decide(this.#nowMs)
  }

  freeEverybody(): number {
    const [decisions, tookMs] = this.#after(() =>
      this.#agents.forEach((agent) => this.#free(agent)),
    )
    for (const { contactId } of decisions) this.#replace(contactId)
    this.#after(() => this.#agents.forEach((agent) => this.#occupy(agent)))
    return tookMs
  }

  next(): void {
    this.#nowMs += betweenEventsMs
    const agent = this.#agents[this.#centre.below(agentCount)]
    if (agent === undefined) return
    const [decisions, tookMs] = this.#after(() => this.#free(agent))
    this.freed.push(tookMs)
    this.#occupy(agent)
    for (const decision of decisions) this.#follow(decision)
  }

  /** Of five offers, four are taken. */
  #follow({ contactId, agentIds: [agentId] }: Decision): void {
    const contact = this.#contacts.get(contactId)
    if (contact === undefined || agentId === undefined) return
    if (this.#centre.below(5) > 0) {
      this.arrived.push(this.#after(() => this.#replace(contactId))[1])
      return
    }
    const declined = [...contact.declined, { agentId, atMs: this.#nowMs }]
    this.returned.push(this.#after(() => this.#put({ ...contact, declined }))[1])
  }

  /** Tells the board what happened and lets it decide. */
  #after(happen: () => void): [Decision[], number] {
    return ownTime(() => {
      happen()
      return this.#board.decide(this.#nowMs)
    })
  }

  #free(agent: RoutedAgent): void {
    this.#board.putAgent({ ...agent, idleSinceMs: this.#nowMs })
  }

  #occupy(agent: RoutedAgent): void {
    this.#board.putAgent({ ...agent, away: 'in_call' })
  }

  /** One has gone, and another comes. */
  #replace(contactId: string): void {
    this.#board.removeContact(contactId)
    this.#contacts.delete(contactId)
    this.#arrive(this.#nowMs)
  }

  #arrive(atMs: number): void {
    this.#put(this.#centre.contact(atMs))
  }

  #put(contact: WaitingContact): void {
    this.#contacts.set(contact.contactId, contact)
    this.#board.putContact(contact)
  }
}

/** Everybody is free, and contacts come one by one. */
function measureIdle(): Figure {
  const centre = new RandomCentre(7)
  const board = new RoutingBoard()
  for (const queue of centre.queues()) board.putQueue(queue)
  const agents = new Map(centre.agents(agentCount).map((agent) => [agent.agentId, agent]))
  for (const agent of agents.values()) board.putAgent(agent)
  const took: number[] = []
  for (let nowMs = 0; nowMs < events * betweenEventsMs; nowMs += betweenEventsMs) {
    const contact = centre.contact(nowMs)
    const [[decision], tookMs] = ownTime(() => {
      board.putContact(contact)
      return board.decide(nowMs)
    })
    took.push(tookMs)
    board.removeContact(contact.contactId)
    const agent = agents.get(decision?.agentIds[0] ?? '')
    if (agent !== undefined) board.putAgent({ ...agent, idleSinceMs: nowMs })
  }
  return figure(`0 × ${agentCount}: a contact arrives`, took, 'p99 1 ms')
}

/** The peer: sorts all who wait and gives the first of them to the agent, without skills. */
function measureSorting(count: number): Figure {
  const centre = new RandomCentre(7)
  const agents = centre.agents(agentCount)
  const waiting = Array.from({ length: count }, (_, index) => centre.contact(index))
  const took = Array.from({ length: 200 }, (_, event) => {
    const queues = agents[event % agentCount]!.queues
    return ownTime(() => waiting.toSorted(byPriority).find(({ queueId }) => queues.has(queueId)))[1]
  })
  return figure(`${count.toLocaleString('en')}, by sorting all: an agent comes free`, took)
}

function byPriority(a: WaitingContact, b: WaitingContact): number {
  return b.band - a.band || b.priority - a.priority || a.waitingSinceMs - b.waitingSinceMs
}

function figure(name: string, took: readonly number[], target?: string): Figure {
  const inMs = (share: number) => `${percentile(took, share).toFixed(2)} ms`
  const value = `p50 ${inMs(0.5)}, p99 ${inMs(0.99)}`
  return { name, value, ...(target !== undefined && { target }) }
}
