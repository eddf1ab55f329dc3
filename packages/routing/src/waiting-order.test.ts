import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareWaiting, placeInQueue } from './waiting-order.ts'

const contact = fc.record({
  contactId: fc.uuid(),
  queueId: fc.constantFrom('sales', 'support'),
  priority: fc.nat(2),
  waitingSinceMs: fc.nat(5),
})
const contacts = fc.uniqueArray(contact, { selector: ({ contactId }) => contactId, maxLength: 20 })

describe('placeInQueue', () => {
  it('counts those of the same queue who are answered before', () => {
    const waiting = [
      { contactId: 'late', queueId: 'sales', priority: 0, waitingSinceMs: 30 },
      { contactId: 'early', queueId: 'sales', priority: 0, waitingSinceMs: 10 },
      { contactId: 'urgent', queueId: 'sales', priority: 1, waitingSinceMs: 20 },
      { contactId: 'elsewhere', queueId: 'support', priority: 9, waitingSinceMs: 0 },
    ]
    const places = waiting.map(({ contactId }) => placeInQueue(waiting, contactId))
    expect(places).toEqual([3, 2, 1, 1])
  })

  it('knows no place of a contact that does not wait', () => {
    expect(placeInQueue([], 'nobody')).toBeUndefined()
  })

  it('gives each contact of a queue its own place, from 1 without a gap, in the order of service', () => {
    fc.assert(
      fc.property(contacts, (waiting) => {
        for (const queueId of ['sales', 'support']) {
          const queue = waiting.filter((c) => c.queueId === queueId).sort(compareWaiting)
          const places = queue.map(({ contactId }) => placeInQueue(waiting, contactId))
          expect(places).toEqual(queue.map((_, index) => index + 1))
        }
      }),
    )
  })
})
