import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BoardByHand } from '../testing/board-by-hand.ts'
import { agentIds, agentOf, contactOf, queueIds, queueOf } from '../testing/random-routing.ts'
import { RoutingBoard } from './routing-board.ts'

const contactIds = Array.from({ length: 12 }, (_, index) => `c${index}`)

type Board = Pick<RoutingBoard & BoardByHand, 'removeAgent' | Told>
type Told = 'putQueue' | 'removeQueue' | 'putContact' | 'putOffered' | 'removeContact' | 'putAgent'

/** Something that a board is told. */
type Change = (board: Board) => void

const putQueue = oneOf(queueIds, queueOf).map((queue) => says((on) => on.putQueue(queue)))
const putContact = oneOf(contactIds, contactOf).map((one) => says((on) => on.putContact(one)))
const putAgent = oneOf(agentIds, agentOf).map((agent) => says((on) => on.putAgent(agent)))
const change = fc.oneof(
  { weight: 1, arbitrary: putQueue },
  { weight: 8, arbitrary: putContact },
  { weight: 8, arbitrary: putAgent },
  { weight: 1, arbitrary: removal(queueIds, (on, id) => on.removeQueue(id)) },
  { weight: 2, arbitrary: removal(contactIds, (on, id) => on.removeContact(id)) },
  { weight: 1, arbitrary: removal(agentIds, (on, id) => on.removeAgent(id)) },
  {
    weight: 1,
    arbitrary: oneOf(contactIds, contactOf).map((one) => says((on) => on.putOffered(one))),
  },
)
/** What is told between two decisions, and how much later the second is; now and then the clock is set back. */
const round = fc.record({
  changes: fc.array(change, { maxLength: 12 }),
  afterMs: fc.oneof(
    { weight: 8, arbitrary: fc.nat(40) },
    { weight: 1, arbitrary: fc.integer({ min: -60, max: -1 }) },
  ),
})
const rounds = fc.array(round, { minLength: 1, maxLength: 8 })

describe('the board', () => {
  it('decides as one who goes through everything, whatever happened before', () => {
    fc.assert(
      fc.property(allQueues(), rounds, (queues, rounds) => {
        const [board, byHand] = [new RoutingBoard(), new BoardByHand()]
        let nowMs = 1000
        for (const { changes, afterMs } of [{ changes: queues, afterMs: 0 }, ...rounds]) {
          for (const change of changes) [board, byHand].forEach(change)
          nowMs += afterMs
          expect(board.decide(nowMs)).toEqual(byHand.decide(nowMs))
          expect(board.nextWakeAtMs()).toBe(byHand.nextWakeAtMs(nowMs))
        }
        expect(seenOn(board, nowMs)).toEqual(seenOn(byHand, nowMs))
      }),
      { numRuns: 400 },
    )
  })

  it('decides the same in whatever order it is told', () => {
    const told = fc
      .record({
        queues: fc.tuple(...queueIds.map(queueOf)),
        contacts: fc.tuple(...contactIds.map(contactOf)),
        agents: fc.tuple(...agentIds.map(agentOf)),
      })
      .map(({ queues, contacts, agents }) => [
        ...queues.map((queue) => says((on) => on.putQueue(queue))),
        ...contacts.map((contact) => says((on) => on.putContact(contact))),
        ...agents.map((agent) => says((on) => on.putAgent(agent))),
      ])
      .chain((changes) => fc.tuple(fc.constant(changes), permutationOf(changes)))
    fc.assert(
      fc.property(told, ([changes, permuted]) => {
        const [first, second] = [new RoutingBoard(), new RoutingBoard()]
        changes.forEach((change) => change(first))
        permuted.forEach((change) => change(second))
        expect(second.decide(1000)).toEqual(first.decide(1000))
        expect(seenOn(second, 1000)).toEqual(seenOn(first, 1000))
      }),
      { numRuns: 300 },
    )
  })

  it('leaves no contact without an offer that an agent who is free may take', () => {
    fc.assert(
      fc.property(allQueues(), rounds, (queues, rounds) => {
        const board = new RoutingBoard()
        for (const change of [...queues, ...rounds.flatMap(({ changes }) => changes)]) {
          change(board)
          board.decide(1000)
        }
        expect(board.decide(1000)).toEqual([])
        const fitting = contactIds.filter((id) => {
          const facts = board.explain(id, 1000)
          return facts !== undefined && !facts.isOffered && facts.fit > 0
        })
        expect(fitting).toEqual([])
      }),
      { numRuns: 300 },
    )
  })
})

function seenOn(board: RoutingBoard | BoardByHand, nowMs: number) {
  return {
    lines: queueIds.map((queueId) => board.waiting(queueId)),
    places: contactIds.map((contactId) => board.placeOf(contactId)),
    waits: contactIds.map((contactId) => board.explain(contactId, nowMs)),
  }
}

function says(change: Change): Change {
  return change
}

function allQueues(): fc.Arbitrary<Change[]> {
  return fc
    .tuple(...queueIds.map(queueOf))
    .map((queues) => queues.map((queue) => says((on) => on.putQueue(queue))))
}

function oneOf<Value>(ids: readonly string[], of: (id: string) => fc.Arbitrary<Value>) {
  return fc.constantFrom(...ids).chain(of)
}

function removal(ids: readonly string[], remove: (board: Board, id: string) => void) {
  return fc.constantFrom(...ids).map((id) => says((board) => remove(board, id)))
}

function permutationOf<Item>(items: readonly Item[]): fc.Arbitrary<Item[]> {
  return fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length })
}
