import { FlowDocument, type FlowNode, FlowProblem } from '@iris/contracts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exitsOf, isInstant, targetOf } from './exits.ts'
import { demoFlow } from './testing/demo-flow.ts'
import { anyFlow } from './testing/random-flows.ts'
import { validateFlow } from './validate.ts'

const queueIds = {
  sales: '01968ae3-4c00-7000-8000-000000000001',
  support: '01968ae3-4c00-7000-8000-000000000002',
}
const known = { queueIds: new Set(Object.values(queueIds)) }

/** The demo flow with some nodes replaced or added; those set to `undefined` are taken out. */
function changed(nodes: Record<string, FlowNode | undefined>): FlowDocument {
  const all = Object.entries({ ...demoFlow(queueIds).nodes, ...nodes })
  return {
    schema: 1,
    nodes: Object.fromEntries(
      all.flatMap(([id, node]) => (node === undefined ? [] : [[id, node]])),
    ),
  }
}

const problems = (document: FlowDocument) =>
  validateFlow(document, known).map(({ severity, code, node, exit }) =>
    [severity, code, node, exit].filter((part) => part !== undefined).join(' '),
  )

const say = (next: string | null): FlowNode => ({
  kind: 'say',
  text: 'Hello',
  exits: { next, error: 'end' },
})
const set = (next: string | null, label?: string): FlowNode => ({
  kind: 'set',
  ...(label === undefined ? {} : { label }),
  assign: [{ variable: 'x', value: '1' }],
  exits: { next },
})

describe('validateFlow', () => {
  it('finds nothing wrong with the demo flow, which the schema takes too', () => {
    expect(problems(demoFlow(queueIds))).toEqual([])
    expect(FlowDocument.parse(demoFlow(queueIds))).toEqual(demoFlow(queueIds))
  })

  it('wants a start, and but one', () => {
    expect(problems(changed({ start: undefined }))).toEqual(['error no_start'])
    expect(problems(changed({ again: { kind: 'start', exits: { next: 'menu' } } }))).toEqual([
      'error many_starts again',
    ])
  })

  it('wants every exit wired but those that may stay open', () => {
    expect(problems(changed({ closed: say(null) }))).toEqual(['error unwired_exit closed next'])
    const queue = (maxWaitMs: number | null): FlowNode => ({
      kind: 'enqueue',
      queueId: queueIds.sales,
      priority: 0,
      maxWaitMs,
      exits: { answered: null, timeout: null, error: 'busy' },
    })
    expect(problems(changed({ sales: queue(null) }))).toEqual([])
    expect(problems(changed({ sales: queue(60_000) }))).toEqual([
      'error unwired_exit sales timeout',
    ])
  })

  it('wants an exit for each key, and knows those of no key', () => {
    const menu = demoFlow(queueIds).nodes['menu']
    if (menu?.kind !== 'menu') throw new Error('The fixture has a menu.')
    const exits = { ...menu.exits, key_1: null, key_7: 'sales' }
    expect(problems(changed({ menu: { ...menu, exits } }))).toEqual([
      'error unwired_exit menu key_1',
      'warning unknown_exit menu key_7',
      'warning unreachable sales',
    ])
  })

  it('finds exits that lead to what is not there', () => {
    expect(problems(changed({ closed: say('constructor') }))).toEqual([
      'error unknown_target closed next',
    ])
  })

  it('warns of nodes that nothing leads to', () => {
    expect(problems(changed({ lonely: say('end') }))).toEqual(['warning unreachable lonely'])
  })

  it('finds where callers would go round for ever', () => {
    const round: FlowNode = {
      kind: 'say',
      text: 'Round',
      exits: { next: 'closed', error: 'closed' },
    }
    const document = changed({
      closed: { kind: 'say', text: 'Closed', exits: { next: 'round', error: 'round' } },
      round,
    })
    expect(problems(document)).toEqual(['error no_way_out closed', 'error no_way_out round'])
  })

  it('lets a menu that comes back to itself be, as long as a key leads out', () => {
    const menu = demoFlow(queueIds).nodes['menu']
    if (menu?.kind !== 'menu') throw new Error('The fixture has a menu.')
    const exits = { ...menu.exits, no_input: 'menu', no_match: 'menu' }
    expect(problems(changed({ menu: { ...menu, exits } }))).toEqual([])
  })

  it('finds loops that do nothing but change the recording', () => {
    const record = (next: string): FlowNode => ({
      kind: 'record_call',
      action: 'on',
      exits: { next, error: 'end' },
    })
    const [problem] = validateFlow(
      changed({ closed: record('again'), again: record('closed') }),
      known,
    )
    expect(problem).toMatchObject({ severity: 'error', code: 'endless_loop', node: 'closed' })
  })

  it('finds loops that never wait, and names their nodes in order', () => {
    const document = changed({
      closed: set('again', 'Count'),
      again: {
        kind: 'branch',
        label: 'Enough?',
        cases: [{ left: '{{ x }}', is: 'equals', right: '3' }],
        exits: { case_1: 'end', otherwise: 'closed' },
      },
    })
    const [problem] = validateFlow(document, known)
    expect(problem).toMatchObject({ severity: 'error', code: 'endless_loop', node: 'closed' })
    expect(problem?.message).toContain('“Count” → “Enough?” → “Count”')
  })

  it('lets loops be in which something is said', () => {
    expect(problems(changed({ closed: say('count'), count: set('closed') }))).toEqual([])
  })

  it('finds keys offered twice', () => {
    const menu = demoFlow(queueIds).nodes['menu']
    if (menu?.kind !== 'menu') throw new Error('The fixture has a menu.')
    const choices = [
      ...menu.choices,
      { key: '1', label: 'Again' },
      { key: '1', label: 'And again' },
    ]
    expect(problems(changed({ menu: { ...menu, choices } }))).toEqual(['error duplicate_key menu'])
  })

  it('finds queues that do not exist, if it is told which do', () => {
    const document = demoFlow({ ...queueIds, sales: '01968ae3-4c00-7000-8000-00000000ffff' })
    expect(problems(document)).toEqual(['error unknown_queue sales'])
    expect(validateFlow(document, {})).toEqual([])
  })

  it('warns of hours that never open', () => {
    const hours = demoFlow(queueIds).nodes['open']
    if (hours?.kind !== 'hours') throw new Error('The fixture has hours.')
    expect(problems(changed({ open: { ...hours, open: [] } }))).toEqual([
      'warning empty_hours open',
    ])
  })

  it('speaks to people: by label, and of keys as they are printed', () => {
    const menu = demoFlow(queueIds).nodes['menu']
    if (menu?.kind !== 'menu') throw new Error('The fixture has a menu.')
    const choices = [...menu.choices, { key: '#', label: 'Again' }]
    const [problem] = validateFlow(changed({ menu: { ...menu, choices } }), known)
    expect(problem?.message).toBe('“Main menu” has no next step for key #.')
  })
})

describe('any document', () => {
  it('is judged in problems the contract knows, without a throw', () => {
    fc.assert(
      fc.property(anyFlow(), (document) => {
        for (const problem of validateFlow(document, known)) {
          expect(FlowProblem.parse(problem)).toStrictEqual(problem)
        }
      }),
    )
  })

  it('is told of loops, traps and unreachable nodes as a naive search finds them', () => {
    fc.assert(
      fc.property(anyFlow(), (document) => {
        const found = validateFlow(document, {})
        const nodes = new Map(Object.entries(document.nodes))
        const starts = [...nodes].filter(([, node]) => node.kind === 'start').map(([id]) => id)
        if (starts.length === 0) return
        const all = new Set([...starts, ...starts.flatMap((id) => [...naiveReach(nodes, id)])])
        const of = (code: string) =>
          found.filter((problem) => problem.code === code).map(({ node }) => node)

        expect(new Set(of('unreachable'))).toEqual(
          new Set([...nodes.keys()].filter((id) => !all.has(id))),
        )
        const trapped = [...all].filter(
          (id) => ![id, ...naiveReach(nodes, id)].some((n) => isEnd(nodes, n)),
        )
        expect(new Set(of('no_way_out'))).toEqual(new Set(trapped))
        const instant = new Map([...nodes].filter(([id, node]) => all.has(id) && isInstant(node)))
        const looping = [...instant.keys()].filter((id) => naiveReach(instant, id).has(id))
        expect(of('endless_loop').length > 0).toBe(looping.length > 0)
        for (const node of of('endless_loop')) expect(looping).toContain(node)
      }),
      { numRuns: 1000 },
    )
  })
})

/** What can be reached from a node in one step or more, found by asking for one more step until nothing is new. */
function naiveReach(nodes: ReadonlyMap<string, FlowNode>, from: string): Set<string> {
  const reached = new Set<string>()
  for (let size = -1; size < reached.size;) {
    size = reached.size
    for (const id of [from, ...reached]) {
      const node = nodes.get(id)!
      for (const exit of exitsOf(node)) {
        const target = targetOf(node, exit)
        if (target !== undefined && nodes.has(target)) reached.add(target)
      }
    }
  }
  return reached
}

/** Whether a call can end here, or a missing wire, which is another problem, would end it. */
function isEnd(nodes: ReadonlyMap<string, FlowNode>, id: string): boolean {
  const node = nodes.get(id)!
  if (node.kind === 'hang_up' || node.kind === 'enqueue') return true
  return exitsOf(node).some((exit) => !nodes.has(targetOf(node, exit) ?? ''))
}
