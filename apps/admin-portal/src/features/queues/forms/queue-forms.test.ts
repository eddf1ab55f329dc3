import type { Queue } from '@iris/contracts'
import { describe, expect, it } from 'vitest'
import { agentsFormOf, newRanks, withRank } from './agents-form.ts'
import { generalPart } from './general-form.ts'
import { levelPart } from './level-form.ts'
import { freshOverflow, limitsPart, overflowProblem } from './limits-form.ts'
import { nextStep, routingPart } from './routing-form.ts'
import { waitingPart } from './waiting-form.ts'
import { freshChoice, leavesTime, wrapUpPart } from './wrap-up-form.ts'

const id = (last: number) => `01968ae3-4c00-7000-8000-00000000000${last}`
const queue: Queue = {
  id: id(1),
  name: 'Sales',
  ringTimeoutMs: 20_000,
  wrapUpMs: 45_000,
  announceEveryMs: 90_000,
  record: 'on',
  recordingRetentionDays: 30,
  music: [id(2), 'hold-music'],
  routing: {
    method: 'best_skill',
    channels: ['voice', 'mail'],
    priority: 5,
    agingPerMinute: 0.5,
    needs: [
      { skillId: id(3), level: 3 },
      { skillId: id(4), level: 1 },
    ],
    relax: [{ afterMs: 60_000, needs: [{ skillId: id(3), level: 2 }] }],
    stickyMs: 30_000,
  },
  serviceLevel: { withinMs: 20_000, targetPercent: 82.5, shortAbandonMs: 5000 },
  limits: {
    maxWaiting: 50,
    maxWaitMs: 600_000,
    overflow: {
      full: { kind: 'queue', queueId: id(5) },
      max_wait: { kind: 'voicemail', boxId: id(6) },
      no_agents: null,
      closed: { kind: 'hangup', sayText: 'We are closed.' },
    },
  },
  announcements: {
    position: true,
    positionUpTo: 9,
    expectedWait: true,
    expectedWaitFromS: 30,
    expectedWaitUpToS: null,
    text: 'Thank you for waiting.',
  },
  callbacks: {
    offer: { key: '1', afterS: 90 },
    attempts: 2,
    retryAfterMs: 120_000,
    first: 'customer',
    callerId: '+15550100100',
  },
  wrapUp: {
    mode: 'mandatory',
    dispositionRequired: true,
    dispositions: [
      {
        id: id(7),
        name: 'Order',
        result: 'sale',
        children: [{ id: id(8), name: 'By card', result: 'sale' }],
      },
    ],
  },
  hoursIds: [],
  agentIds: [],
  opening: { isOpen: true, until: null, because: null },
  emergency: null,
  createdAt: '2026-11-20T09:30:00.000Z',
}

describe('a part of a queue that is edited', () => {
  it('is sent back as it was, where nothing was changed', () => {
    const changes = [
      generalPart.changeOf(generalPart.formOf(queue)),
      routingPart.changeOf(routingPart.formOf(queue)),
      levelPart.changeOf(levelPart.formOf(queue)),
      limitsPart.changeOf(limitsPart.formOf(queue)),
      waitingPart.changeOf(waitingPart.formOf(queue)),
      wrapUpPart.changeOf(wrapUpPart.formOf(queue)),
    ]
    expect(Object.assign({}, queue, ...changes)).toEqual(queue)
  })

  it('has no limit where none is written', () => {
    const form = { ...limitsPart.formOf(queue), maxWaiting: ' ', maxWait: '' }
    expect(limitsPart.changeOf(form).limits).toMatchObject({ maxWaiting: null, maxWaitMs: null })
  })

  it('offers no callback where that is not ticked', () => {
    const form = { ...waitingPart.formOf(queue), offer: false, callerId: ' ' }
    expect(waitingPart.changeOf(form).callbacks).toMatchObject({ offer: null, callerId: null })
  })
})

describe('the needs of a queue', () => {
  it('become less step by step, a minute after another', () => {
    const form = routingPart.formOf(queue)
    expect(nextStep({ ...form, relax: [] })).toEqual({
      after: '1 min',
      needs: [{ skillId: id(3), level: 3 }],
    })
    expect(nextStep(form)).toEqual({ after: '2 min', needs: [] })
  })

  it('come in the order of waiting', () => {
    const steps = (...times: string[]) => times.map((after) => ({ after, needs: [] }))
    expect(routingPart.checks.relax(steps('30 s', '1:00', '5 min'))).toBe('')
    for (const wrong of [steps('1 min', '1 min'), steps('2 min', '1 min'), steps('soon')]) {
      expect(routingPart.checks.relax(wrong)).not.toBe('')
    }
  })
})

describe('where a contact goes that cannot wait', () => {
  it('has to be chosen', () => {
    expect(overflowProblem(freshOverflow('queue'))).toBe('Choose a queue.')
    expect(overflowProblem(freshOverflow('voicemail'))).toBe('Choose a box.')
    expect(overflowProblem(freshOverflow('flow'))).toBe('Choose a flow.')
    for (const kind of ['wait', 'return', 'callback', 'hangup'] as const) {
      expect(overflowProblem(freshOverflow(kind))).toBe('')
    }
  })
})

describe('what came of a contact', () => {
  it('needs a name, in both levels of the tree', () => {
    const named = { ...freshChoice(), name: 'Order' }
    expect(wrapUpPart.checks.dispositions([{ ...named, children: [] }])).toBe('')
    for (const tree of [
      [{ ...freshChoice(), children: [] }],
      [{ ...named, children: [freshChoice()] }],
    ]) {
      expect(wrapUpPart.checks.dispositions(tree)).toBe('Give each choice a name.')
    }
  })

  it('is not required where there is nothing to choose from', () => {
    const form = { ...wrapUpPart.formOf(queue), dispositions: [] }
    expect(wrapUpPart.changeOf(form).wrapUp.dispositionRequired).toBe(false)
  })

  it('is not required where there is no after-call work to choose in', () => {
    const form = wrapUpPart.formOf(queue)
    const required = (change: object) =>
      wrapUpPart.changeOf({ ...form, ...change }).wrapUp.dispositionRequired
    expect(required({ mode: 'off' })).toBe(false)
    expect(required({ mode: 'mandatory_timed', time: '0 s' })).toBe(false)
    expect(required({ mode: 'mandatory_timed', time: '10 s' })).toBe(true)
    expect(leavesTime({ mode: 'optional', time: 'half an' })).toBe(true)
  })
})

describe('who answers a queue', () => {
  const [ada, sam] = [id(1), id(2)]
  const other = { queueId: id(9), rank: 4 }

  it('is known with the rank of the queue among theirs', () => {
    const capacity = { points: 1, costs: { voice: 1, chat: null, sms: null, mail: null } }
    const queues = [other, { queueId: queue.id, rank: 3 }]
    const profiles = [{ agentId: ada, teamId: null, skills: [], queues, capacity }]
    expect(agentsFormOf({ id: queue.id, agentIds: [ada, sam] }, profiles).ranked).toEqual([
      { agentId: ada, rank: 3 },
      { agentId: sam, rank: 1 },
    ])
  })

  it('is told of a rank only where that is another', () => {
    const before = [{ agentId: ada, rank: 3 }]
    const after = [...before, { agentId: sam, rank: 1 }]
    expect(newRanks(before, after)).toEqual([])
    expect(
      newRanks(before, [
        { agentId: ada, rank: 1 },
        { agentId: sam, rank: 2 },
      ]),
    ).toEqual([
      { agentId: ada, rank: 1 },
      { agentId: sam, rank: 2 },
    ])
    expect(withRank([other, { queueId: queue.id, rank: 3 }], queue.id, 1)).toEqual([
      other,
      { queueId: queue.id, rank: 1 },
    ])
  })
})
