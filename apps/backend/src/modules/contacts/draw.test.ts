import { type EventPayload, type EventType, noTotals } from '@iris/contracts'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { countsOf } from '../figures/counts.ts'
import { addTotals } from '../figures/totals.ts'
import type { DrawnContact } from './contact.ts'
import { type ContactEvent, type ContactNote, draw, note } from './draw.ts'

const id = uuidv7()
const [support, sales] = ['support', 'sales']
const [ada, ben] = ['ada', 'ben']
const startMs = 1_800_000_000_000

/** A call that is drawn as a test tells it, each event so many seconds after its beginning. */
class Story {
  #contact: DrawnContact | undefined

  constructor(direction: 'inbound' | 'outbound' = 'inbound') {
    const parties = { from: '+15550100177', number: '+15550100100', numberId: null }
    this.say(0, 'call.started', { callId: id, direction, ...parties })
  }

  say<Type extends EventType>(atS: number, type: Type, payload: EventPayload<Type>): this {
    const event = { id: uuidv7(), type, tenantId: 't', at: iso(atS), payload }
    this.#contact = draw(this.#contact, event as unknown as ContactEvent, {
      newId: uuidv7,
      numberOf: () => '+15550100188',
    })
    return this
  }

  queued(atS: number, queueId = support, more: { again?: boolean; sinceS?: number } = {}): this {
    const { again = false, sinceS = atS } = more
    const promise = { withinMs: 20_000, shortAbandonMs: 5000, priority: 0, numberId: null }
    const contact = { contactId: id, channel: 'voice', queueId } as const
    return this.say(atS, 'contact.queued', {
      ...contact,
      waitingSince: iso(sinceS),
      again,
      ...promise,
    })
  }

  left(
    atS: number,
    outcome: EventPayload<'contact.left_queue'>['outcome'],
    agentId: string | null = null,
  ): this {
    const contact = { contactId: id, channel: 'voice', queueId: support } as const
    return this.say(atS, 'contact.left_queue', { ...contact, outcome, agentId, waitMs: 0 })
  }

  connected(atS: number, agentId: string, queueId: string | null = support): this {
    return this.say(atS, 'call.connected', { callId: id, queueId, agentId, waitMs: 0 })
  }

  ended(atS: number, cause: EventPayload<'call.ended'>['cause'] = 'NORMAL_CLEARING'): this {
    const nobody = { queueId: null, agentId: null, talkMs: 0 }
    return this.say(atS, 'call.ended', { callId: id, cause, ...nobody })
  }

  note(atS: number, about: ContactNote): this {
    this.#contact = note(this.contact, { ...about, atMs: startMs + atS * 1000, newId: uuidv7 })
    return this
  }

  get contact(): DrawnContact {
    if (!this.#contact) throw new Error('Nothing was drawn.')
    return this.#contact
  }

  get totals() {
    const sum = countsOf(this.contact).reduce((sum, { totals }) => addTotals(sum, totals), noTotals)
    return Object.fromEntries(Object.entries(sum).filter(([, value]) => value !== 0))
  }
}

const iso = (atS: number) => new Date(startMs + atS * 1000).toISOString()

describe('a wait', () => {
  it('takes its time along to the queue it overflows to', () => {
    const story = new Story().queued(1).left(31, 'max_wait').queued(31, sales, { sinceS: 1 })
    story.connected(36, ada, sales).ended(50)
    expect(story.totals).toMatchObject({ offered: 2, flowedOut: 1, answered: 1, waitMs: 35_000 })
    expect(story.totals).not.toHaveProperty('answeredInTime')
  })

  it('is offered and answered once, wherever it comes back to its place', () => {
    const story = new Story().queued(1).left(5, 'answered', ada).connected(5, ada)
    story
      .note(20, { kind: 'agent_done', agentId: ada })
      .queued(30, support, { again: true, sinceS: 1 })
    story.left(90, 'answered', ben).connected(90, ben).ended(100)
    expect(story.totals).toMatchObject({ offered: 1, answered: 1, waitMs: 4000, handled: 2 })
  })

  it('was not over where whoever left comes back to their place after all', () => {
    const story = new Story().queued(1).left(10, 'left')
    expect(story.totals).toEqual({ offered: 1, flowedOut: 1 })
    story.queued(12, support, { again: true, sinceS: 1 }).left(15, 'answered', ada)
    expect(story.totals).toMatchObject({ offered: 1, answered: 1, waitMs: 14_000 })
    expect(story.totals).not.toHaveProperty('flowedOut')
  })

  it.each([
    [4.999, { shortAbandoned: 1 }],
    [5, { abandoned: 1, abandonWaitMs: 5000, longestWaitMs: 5000 }],
    [20, { abandoned: 1, abandonWaitMs: 20_000, longestWaitMs: 20_000 }],
    [20.001, { abandoned: 1, abandonedLate: 1, abandonWaitMs: 20_001, longestWaitMs: 20_001 }],
  ])('given up after %d s counts as it says', (waitedS, expected) => {
    const story = new Story().queued(0).ended(waitedS)
    expect(story.totals).toEqual({ offered: 1, ...expected })
    expect(story.contact.outcome).toBe(waitedS < 5 ? 'short_abandoned' : 'abandoned')
  })

  it('that a dead process cut off is neither answered nor abandoned', () => {
    const story = new Story().queued(1).ended(60, 'INTERRUPTED')
    expect(story.totals).toEqual({ offered: 1 })
    expect(story.contact.outcome).toBe('interrupted')
  })
})

describe('a talk', () => {
  const talk = () => new Story().queued(0).left(0, 'answered', ada).connected(0, ada)

  it('is handled at its end, and later where after-call work follows', () => {
    const story = talk().note(60, { kind: 'agent_done', agentId: ada }).ended(60)
    expect(story.totals).toMatchObject({ handled: 1, talkMs: 60_000 })
    story.note(60, { kind: 'wrap_up_began', agentId: ada, sinceMs: startMs + 60_000 })
    expect(story.totals).not.toHaveProperty('handled')
    story.note(75, { kind: 'wrap_up_over', agentId: ada })
    expect(story.totals).toMatchObject({ handled: 1, talkMs: 60_000, wrapUpMs: 15_000 })
  })

  it('has its disposition, whoever told first that the work is over', () => {
    const disposition = { id: uuidv7(), path: ['Sale'], result: 'sale' as const, note: '' }
    const story = talk().ended(60)
    story.note(60, { kind: 'wrap_up_began', agentId: ada, sinceMs: startMs + 60_000 })
    story.note(75, { kind: 'wrap_up_over', agentId: ada })
    const over = { contactId: id, channel: 'voice', queueId: support, agentId: ada } as const
    story.say(76, 'contact.wrapped_up', { ...over, since: iso(60), disposition })
    expect(story.contact.disposition).toEqual(disposition)
    expect(story.totals).toMatchObject({ wrapUpMs: 15_000 })
    expect(story.contact.legs.filter(({ kind }) => kind === 'wrap_up')).toHaveLength(1)
  })

  it('leaves the time on hold out, also where it ends on hold', () => {
    const held = (held: boolean) => ({ callId: id, agentId: ada, held })
    const story = talk().say(10, 'call.hold_changed', held(true))
    story.say(12, 'call.hold_changed', held(true)).say(15, 'call.hold_changed', held(false))
    story.say(40, 'call.hold_changed', held(true)).ended(60)
    expect(story.totals).toMatchObject({ handled: 1, holdMs: 25_000, talkMs: 35_000 })
  })

  it('is a transfer where the agent gave it away, and none where they took it back', () => {
    const story = talk().note(30, { kind: 'agent_done', agentId: ada })
    const number = { kind: 'number', number: { value: '+1', display: '1' } } as const
    story.say(30, 'call.transfer_started', { callId: id, agentId: ada, to: number })
    expect(story.totals).toMatchObject({ transferredOut: 1, handled: 1, talkMs: 30_000 })
    const parked = new Story().connected(0, ada, null)
    parked.say(10, 'call.parked', { callId: id, slot: 1, agentId: ada })
    const back = { callId: id, queueId: null, fromAgentId: ada, agentId: ada, number: null }
    parked.say(20, 'call.transferred', back).ended(30)
    expect(parked.totals).toEqual({ handled: 2, talkMs: 20_000 })
  })

  it('is nobody’s who was only asked', () => {
    const story = talk().note(20, { kind: 'wrap_up_began', agentId: ben, sinceMs: startMs })
    story.note(20, { kind: 'agent_done', agentId: ben }).ended(60)
    expect(story.contact.legs.map(({ kind }) => kind)).toEqual(['queue', 'talk'])
  })
})

describe('somebody who is called back', () => {
  it('is not offered again, and counts as called back once they talk', () => {
    const callbackId = uuidv7()
    const waits = { withinMs: 1, shortAbandonMs: 1, priority: 0, numberId: null, again: false }
    const contact = { contactId: id, channel: 'voice', queueId: support } as const
    const event = {
      id: uuidv7(),
      type: 'contact.queued' as const,
      tenantId: 't',
      at: iso(0),
      payload: { ...contact, ...waits, waitingSince: iso(0), callbackId },
    }
    const begun = draw(undefined, event, { newId: uuidv7, numberOf: () => '+15550100188' })
    expect(begun).toMatchObject({ direction: 'outbound', from: '+15550100188' })
    const connected = draw(
      begun,
      {
        id: uuidv7(),
        type: 'call.connected',
        tenantId: 't',
        at: iso(60),
        payload: { callId: id, queueId: support, agentId: ada, waitMs: 60_000 },
      },
      { newId: uuidv7, numberOf: () => '' },
    )
    const counted = countsOf(connected!).map(({ totals }) => totals)
    expect(counted).toEqual([{ callbacksDone: 1 }])
    const left = { ...contact, outcome: 'cancelled', agentId: null, waitMs: 0 } as const
    const off = draw(
      begun,
      { id: uuidv7(), type: 'contact.left_queue', tenantId: 't', at: iso(30), payload: left },
      { newId: uuidv7, numberOf: () => '' },
    )
    expect(off).toMatchObject({ outcome: 'not_reached', endedAtMs: startMs + 30_000 })
    expect(countsOf(off!)).toEqual([])
  })
})

describe('a call out', () => {
  it('was reached, or not', () => {
    expect(new Story('outbound').ended(20).contact.outcome).toBe('not_reached')
    const answered = new Story('outbound').say(5, 'call.answered', { callId: id }).ended(20)
    expect(answered.contact.outcome).toBe('self_service')
    expect(new Story('outbound').connected(5, ada, null).ended(9).contact.outcome).toBe('handled')
  })
})

describe('an event', () => {
  it('that comes when its contact is over begins nothing', () => {
    const story = new Story().ended(10).queued(11).connected(12, ada)
    expect(story.contact.legs).toEqual([])
    expect(story.contact.outcome).toBe('self_service')
  })
})
