import * as fc from 'fast-check'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import type { DrawnContact } from '../contacts/contact.ts'
import { draw } from '../contacts/draw.ts'
import type { DrawnEvent } from '../contacts/projection.ts'
import { generateCentre } from '../contacts/testing/generated-centre.ts'
import { changesOf, type IntervalChange } from './intervals.ts'
import { figures } from './totals.ts'

/** The events of some contacts, as they are told; those of agents' states left out. */
const stories = fc.integer({ min: 1, max: 1_000_000 }).map((seed) => {
  const { events } = generateCentre({
    tenantId: uuidv7(),
    queueIds: ['q1', 'q2'],
    agentIds: ['a1', 'a2', 'a3'],
    numberIds: ['n1'],
    contacts: 12,
    startsAtMs: 1_800_000_000_000,
    endsAtMs: 1_800_003_600_000,
    seed,
  })
  return events.filter((event) => event.type !== 'agent.state_changed')
})

const idOf = ({ payload }: DrawnEvent) =>
  'contactId' in payload ? payload.contactId : 'callId' in payload ? payload.callId : ''

const given = { newId: uuidv7, numberOf: () => '+15550100' }

/** Figures that are kept by adding what each event changes. */
function keep(events: readonly DrawnEvent[]) {
  const contacts = new Map<string, DrawnContact>()
  const kept = new Map<string, number>()
  for (const event of events) {
    if (event.type === 'agent.state_changed') continue
    const before = contacts.get(idOf(event))
    const after = draw(before, event, given)
    if (!after || after === before) continue
    contacts.set(after.id, after)
    add(kept, changesOf([{ before, after }]))
  }
  return { contacts: [...contacts.values()], kept: nonzero(kept) }
}

function add(sums: Map<string, number>, changes: readonly IntervalChange[]): void {
  for (const { totals, ...key } of changes) {
    for (const figure of figures) {
      const name = `${Object.values(key).join(' ')} ${figure}`
      const before = sums.get(name) ?? 0
      const isLongest = figure === 'longestWaitMs'
      sums.set(name, isLongest ? Math.max(before, totals[figure]) : before + totals[figure])
    }
  }
}

const nonzero = (sums: ReadonlyMap<string, number>) =>
  [...sums].filter(([, value]) => value !== 0).toSorted()

describe('figures that are kept event by event', () => {
  it('are those of the contacts as they came to be', () => {
    fc.assert(
      fc.property(stories, (events) => {
        const { contacts, kept } = keep(events)
        const counted = new Map<string, number>()
        add(counted, changesOf(contacts.map((after) => ({ before: undefined, after }))))
        expect(kept).toEqual(nonzero(counted))
      }),
    )
  })

  it('are the same where events come again, together with those after them', () => {
    fc.assert(
      fc.property(stories, fc.nat(), fc.nat(100), (events, from, count) => {
        const start = from % events.length
        const again = events.slice(start, start + count)
        const twice = [
          ...events.slice(0, start),
          ...again,
          ...again,
          ...events.slice(start + count),
        ]
        expect(keep(twice).kept).toEqual(keep(events).kept)
      }),
    )
  })

  it('are never less than nothing, and never change what an unchanged contact counted for', () => {
    fc.assert(
      fc.property(stories, (events) => {
        const { contacts, kept } = keep(events)
        for (const [, value] of kept) expect(value).toBeGreaterThan(0)
        const same = contacts.map((contact) => ({ before: contact, after: { ...contact } }))
        const changes = changesOf(same).flatMap(({ totals }) =>
          figures.filter((figure) => figure !== 'longestWaitMs' && totals[figure] !== 0),
        )
        expect(changes).toEqual([])
      }),
    )
  })

  it('give every contact exactly one outcome, once it is over', () => {
    fc.assert(
      fc.property(stories, (events) => {
        for (const { outcome, endedAtMs } of keep(events).contacts) {
          expect(outcome === null).toBe(endedAtMs === null)
        }
      }),
    )
  })
})
