import type { EventOf, EventType } from '@iris/contracts'
import type { Database } from '@iris/platform'
import { v7 as uuidv7 } from 'uuid'
import type { Tables } from '../../tables.ts'
import type { EventBus, Tx } from '../../work.ts'
import { timeOf } from '../figures/agent-time.ts'
import { changesOf } from '../figures/intervals.ts'
import { addAgentTime, addToIntervals } from '../figures/repository.ts'
import type { DrawnContact } from './contact.ts'
import { type ContactEvent, contactEvents, contactIdOf, draw, note } from './draw.ts'
import * as repository from './drawing-repository.ts'
import { type AgentStretch, contactsIn, isSameStretch, notesOf, stretchOf } from './timeline.ts'

const drawnFrom = [...contactEvents, 'agent.state_changed'] as const satisfies readonly EventType[]

export type DrawnEvent = EventOf<(typeof drawnFrom)[number]>

/** Draws contacts, agents' timelines and figures from events, as they come. Resolves to the way to stop. */
export function drawContacts(
  bus: EventBus,
  database: Database<Tables>,
): Promise<() => Promise<void>> {
  const take = (events: readonly DrawnEvent[]) => {
    const tenantId = events[0]?.tenantId
    if (tenantId === undefined) return Promise.resolve()
    return database.asTenant(tenantId, (tx) => project(tx, tenantId, events))
  }
  return bus.consume({
    name: 'contacts',
    types: drawnFrom,
    handle: (event) => take([event]),
    handleTogether: take,
  })
}

/**
 * Draws what some events of a tenant say, in the order they come, with all that follows from it, in the caller's
 * transaction. Events that came before change nothing.
 */
export async function project(
  tx: Tx,
  tenantId: string,
  events: readonly DrawnEvent[],
): Promise<void> {
  const stateEvents = events.filter((event) => event.type === 'agent.state_changed')
  const agentIds = new Set(stateEvents.map(({ payload }) => payload.agent.id))
  const running = await repository.runningStretches(tx, [...agentIds])
  const drawing = new Drawing({
    running,
    begun: await repository.stretchesBegun(
      tx,
      stateEvents.map(({ id }) => id),
    ),
    contacts: await repository.lockContacts(tx, idsOf(events, running)),
    numbers: await repository.numbersOfCallbacks(tx, callbacksOf(events)),
  })
  for (const event of events) drawing.take(event)
  await save(tx, tenantId, drawing)
}

/** Ends contacts that nobody carries any more. Run it now and then, by any process. */
export async function endForsaken(database: Database<Tables>): Promise<number> {
  const before = new Date(Date.now() - forsakenAfterMs)
  const forsaken = await database.asSystem((tx) => repository.listForsaken(tx, before))
  for (const { id, tenant_id: tenantId } of forsaken) {
    await database.asTenant(tenantId, async (tx) => {
      const contacts = await repository.lockContacts(tx, [id])
      const drawing = new Drawing({
        contacts,
        running: new Map(),
        begun: new Set(),
        numbers: new Map(),
      })
      drawing.interrupt(id, Date.now())
      await save(tx, tenantId, drawing)
    })
  }
  return forsaken.length
}

/** So long after its beginning a contact must be somewhere: in a line, on a line, or in an agent's hands. */
const forsakenAfterMs = 60_000

async function save(tx: Tx, tenantId: string, drawing: Drawing): Promise<void> {
  const redrawn = drawing.redrawn()
  await repository.saveContacts(tx, tenantId, redrawn)
  await addToIntervals(tx, tenantId, changesOf(redrawn))
  const stretches = [...drawing.stretches.values()]
  await repository.saveStretches(tx, tenantId, stretches)
  await addAgentTime(tx, tenantId, stretches.flatMap(timeOf))
}

function idsOf(
  events: readonly DrawnEvent[],
  running: ReadonlyMap<string, AgentStretch>,
): string[] {
  const ids = new Set<string>()
  for (const { contactId } of running.values()) if (contactId !== null) ids.add(contactId)
  for (const event of events) {
    if (event.type !== 'agent.state_changed') ids.add(contactIdOf(event))
    else for (const id of contactsIn(event)) ids.add(id)
  }
  return [...ids]
}

function callbacksOf(events: readonly DrawnEvent[]): string[] {
  return events.flatMap((event) =>
    event.type === 'contact.queued' && event.payload.callbackId !== undefined
      ? [event.payload.callbackId]
      : [],
  )
}

interface Known {
  readonly contacts: ReadonlyMap<string, DrawnContact>
  readonly running: ReadonlyMap<string, AgentStretch>
  /** State changes that have begun a stretch before. */
  readonly begun: ReadonlySet<string>
  readonly numbers: ReadonlyMap<string, string>
}

/** What some events make of what was known. */
class Drawing {
  readonly #known: Known
  readonly #contacts: Map<string, DrawnContact>
  readonly #running: Map<string, AgentStretch>
  /** Stretches that are new, or over now. */
  readonly stretches = new Map<string, AgentStretch>()

  constructor(known: Known) {
    this.#known = known
    this.#contacts = new Map(known.contacts)
    this.#running = new Map(known.running)
  }

  take(event: DrawnEvent): void {
    if (event.type === 'agent.state_changed') this.#moveAgent(event)
    else this.#draw(event)
  }

  interrupt(contactId: string, atMs: number): void {
    const contact = this.#contacts.get(contactId)
    if (!contact || contact.endedAtMs !== null) return
    this.#contacts.set(contactId, note(contact, { kind: 'interrupted', atMs, newId: uuidv7 }))
  }

  /** The contacts that have become others, and what they were. */
  redrawn(): { before: DrawnContact | undefined; after: DrawnContact }[] {
    return [...this.#contacts.values()]
      .map((after) => ({ before: this.#known.contacts.get(after.id), after }))
      .filter(({ before, after }) => before !== after)
      .toSorted((a, b) => (a.after.id < b.after.id ? -1 : 1))
  }

  #draw(event: ContactEvent): void {
    const id = contactIdOf(event)
    const drawn = draw(this.#contacts.get(id), event, {
      newId: uuidv7,
      numberOf: (callbackId) => this.#known.numbers.get(callbackId) ?? '',
    })
    if (drawn) this.#contacts.set(id, drawn)
  }

  #moveAgent(event: EventOf<'agent.state_changed'>): void {
    if (this.#known.begun.has(event.id)) return
    const next = stretchOf(event)
    const before = this.#running.get(next.agentId)
    for (const { contactId, ...about } of notesOf(event, before)) {
      const contact = this.#contacts.get(contactId)
      if (contact) this.#contacts.set(contactId, note(contact, { ...about, newId: uuidv7 }))
    }
    if (before && isSameStretch(before, next)) return
    if (before) {
      const toMs = Math.max(before.fromMs, next.fromMs)
      this.stretches.set(before.id, { ...before, toMs })
    }
    const begun = { ...next, fromMs: Math.max(next.fromMs, before?.fromMs ?? 0) }
    this.#running.set(next.agentId, begun)
    this.stretches.set(begun.id, begun)
  }
}
