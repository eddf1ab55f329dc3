import { type FlowBlock, FlowDocument, FlowProblem } from '@iris/contracts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blockOf, exitsTaken, targetOf, targetsOf } from '../document/blocks.ts'
import { kindNamed } from '../kinds/registry.ts'
import { block, end, flowOf } from '../testing/build-flow.ts'
import { demoFlow } from '../testing/demo-flow.ts'
import { anyFlow } from '../testing/random-flows.ts'
import { isBounded, isInstant } from './paths.ts'
import { validateFlow } from './validate.ts'

const known = { queue: new Set(['sales', 'support']) }

/** The demo flow with some blocks replaced or added; those set to `undefined` are taken out. */
function changed(blocks: Record<string, FlowBlock | undefined>): FlowDocument {
  const all = Object.entries({ ...demoFlow().blocks, ...blocks })
  return {
    schema: 2,
    blocks: Object.fromEntries(all.flatMap(([id, one]) => (one === undefined ? [] : [[id, one]]))),
  }
}

function changedMenu(change: (menu: FlowBlock) => FlowBlock): FlowDocument {
  const menu = demoFlow().blocks['menu']
  if (menu === undefined) throw new Error('The fixture has a menu.')
  return changed({ menu: change(menu) })
}

const problems = (document: FlowDocument, things = known) =>
  validateFlow(document, things).map(({ severity, code, block: id, exit, setting }) =>
    [severity, code, id, exit, setting].filter((part) => part !== undefined).join(' '),
  )

const say = (next: string | null) => block('say', { text: 'Hello' }, { next, error: 'end' })
const set = (next: string | null, name?: string) =>
  block('set', { assign: [{ variable: 'x', value: '1' }] }, { next }, name)
const disabled = (one: FlowBlock): FlowBlock => ({ ...one, disabled: true })

describe('validateFlow', () => {
  it('finds nothing wrong with the demo flow, which the schema takes too', () => {
    expect(problems(demoFlow())).toEqual([])
    expect(FlowDocument.parse(demoFlow())).toEqual(demoFlow())
  })

  it('wants a start, and but one', () => {
    expect(problems(changed({ start: undefined }))).toEqual(['error no_start'])
    expect(problems(changed({ again: block('start', {}, { next: 'menu' }) }))).toEqual([
      'error many_starts again',
    ])
  })

  it('wants every exit wired but those that may stay open', () => {
    expect(problems(changed({ closed: say(null) }))).toEqual(['error unwired_exit closed next'])
    const queue = (maxWaitMs: number | null) =>
      block('enqueue', { queue: 'Sales', priority: 0, maxWaitMs }, { timeout: null, error: 'busy' })
    expect(problems(changed({ sales: queue(null) }))).toEqual([])
    expect(problems(changed({ sales: queue(60_000) }))).toEqual([
      'error unwired_exit sales timeout',
    ])
  })

  it('wants an exit for each key, and knows those of no key', () => {
    const document = changedMenu((menu) => ({
      ...menu,
      exits: { ...menu.exits, key_1: null, key_7: 'sales' },
    }))
    expect(problems(document)).toEqual([
      'error unwired_exit menu key_1',
      'warning unknown_exit menu key_7',
      'warning unreachable sales',
    ])
  })

  it('finds exits and jumps that lead to what is not there', () => {
    expect(problems(changed({ closed: say('constructor') }))).toEqual([
      'error unknown_target closed next',
    ])
    expect(problems(changed({ closed: block('go_to', { block: 'valueof' }) }))).toEqual([
      'error unknown_target closed /block',
    ])
    expect(problems(changed({ closed: block('go_to', { block: '' }) }))).toEqual([
      'error bad_setting closed /block',
    ])
    expect(problems(changed({ closed: block('go_to', { block: 'menu' }) }))).toEqual([])
  })

  it('warns of blocks that nothing leads to', () => {
    expect(problems(changed({ lonely: say('end') }))).toEqual(['warning unreachable lonely'])
  })

  it('finds where callers would go round for ever', () => {
    const closed = block('say', { text: 'Closed' }, { next: 'round', error: 'round' })
    const round = block('say', { text: 'Round' }, { next: 'closed', error: 'closed' })
    expect(problems(changed({ closed, round }))).toEqual([
      'error no_way_out closed',
      'error no_way_out round',
    ])
  })

  it('does not take the error of a branch, which nobody has wired, for a way out', () => {
    const cases = [{ left: '{{ caller.name }}', is: 'equals', right: '1' }]
    const closed = block('say', { text: 'Closed' }, { next: 'round', error: 'round' })
    const round = block('branch', { cases }, { case_1: 'closed', otherwise: 'closed' })
    expect(problems(changed({ closed, round }))).toEqual([
      'error no_way_out closed',
      'error no_way_out round',
    ])
  })

  it('lets a menu that comes back to itself be, as long as a key leads out', () => {
    const document = changedMenu((menu) => ({
      ...menu,
      exits: { ...menu.exits, no_input: 'menu', no_match: 'menu' },
    }))
    expect(problems(document)).toEqual([])
  })

  it('finds queues that do not exist, however they are written, if it is told which do', () => {
    const queue = block('enqueue', { queue: 'Nobody' }, { error: 'busy' })
    expect(problems(changed({ sales: queue }))).toEqual(['error unknown_reference sales /queue'])
    expect(validateFlow(changed({ sales: queue }), {})).toEqual([])
    const loud = block('enqueue', { queue: ' SALES ' }, { error: 'busy' })
    expect(problems(changed({ sales: loud }))).toEqual([])
  })

  it('wants a choice where a thing of the centre is needed', () => {
    const queue = block('enqueue', { queue: ' ' }, { error: 'busy' })
    const document = changed({ sales: queue })
    expect(problems(document)).toEqual(['error missing_reference sales /queue'])
    expect(validateFlow(document, {})[0]?.message).toBe('“Queue” needs a queue. Choose one.')
  })

  it('warns of hours that never open', () => {
    const hours = demoFlow().blocks['open']!
    const open = { ...hours, settings: { ...hours.settings, open: [] } }
    expect(problems(changed({ open }))).toEqual(['warning doubtful_setting open /open'])
  })

  it('speaks to people: by name, and of keys as they are printed', () => {
    const document = changedMenu((menu) => ({
      ...menu,
      settings: {
        ...menu.settings,
        choices: [
          { key: '1', label: 'Sales' },
          { key: '2', label: 'Support' },
          { key: '#', label: 'Again' },
        ],
      },
    }))
    expect(validateFlow(document, known)[0]?.message).toBe(
      '“Main menu” has no next step for key #.',
    )
  })

  it('says which setting is wrong, by its label and its place', () => {
    const document = changed({ closed: block('say', { text: ' ' }, { next: 'end', error: 'end' }) })
    expect(validateFlow(document, known)).toEqual([
      {
        severity: 'error',
        code: 'bad_setting',
        block: 'closed',
        setting: '/text',
        message: '“Say”: Text: Write what is to be said.',
      },
    ])
  })

  it('names kinds it does not know, and lets them lead where they may', () => {
    const odd = block('telepathy', { mind: 'open' }, { understood: 'end' })
    expect(problems(changed({ closed: odd }))).toEqual(['error unknown_kind closed'])
  })
})

describe('loops', () => {
  const loops = (document: FlowDocument) =>
    validateFlow(document, known)
      .filter(({ code }) => code === 'endless_loop')
      .map(({ block: id }) => id)

  it('that do nothing but change the recording are found', () => {
    const record = (next: string) => block('record_call', { action: 'on' }, { next, error: 'end' })
    const document = changed({ closed: record('again'), again: record('closed') })
    expect(problems(document)).toEqual(['error endless_loop closed'])
  })

  it('that never wait are found, and their blocks named in order', () => {
    const cases = [{ left: '{{ x }}', is: 'equals', right: '3' }]
    const exits = { case_1: 'end', otherwise: 'closed' }
    const document = changed({
      closed: set('again', 'Count'),
      again: block('branch', { cases }, exits, 'Enough?'),
    })
    const [problem] = validateFlow(document, known)
    expect(problem).toMatchObject({ severity: 'error', code: 'endless_loop', block: 'closed' })
    expect(problem?.message).toContain('“Count” → “Enough?” → “Count”')
  })

  it('in which something is said, or another flow is gone through, are let be', () => {
    expect(problems(changed({ closed: say('count'), count: set('closed') }))).toEqual([])
    const sub = block('sub_flow', { flow: 'Ask' }, { next: 'count', error: 'end' })
    expect(problems(changed({ closed: sub, count: set('closed') }))).toEqual([])
  })

  it('by jumps are found too', () => {
    const document = changed({ closed: set('jump'), jump: block('go_to', { block: 'closed' }) })
    expect(loops(document)).toEqual(['closed'])
    expect(loops(changed({ closed: block('go_to', { block: 'closed' }) }))).toEqual(['closed'])
  })

  it('that are counted are let be, unless they begin anew by themselves', () => {
    const loop = (done: string) => block('loop', { times: 3 }, { again: 'count', done })
    expect(problems(changed({ closed: loop('end'), count: set('closed') }))).toEqual([])
    expect(loops(changed({ closed: loop('closed'), count: set('closed') }))).toEqual(['closed'])
    expect(loops(changed({ closed: loop('count'), count: set('closed') }))).toEqual(['closed'])
    expect(loops(changed({ closed: loop('closed'), count: say('closed') }))).toEqual([])
  })
})

describe('disabled blocks', () => {
  it('may be unfinished, and need but their first exit', () => {
    const closed = disabled(block('say', {}, { next: 'end', error: null }))
    expect(problems(changed({ closed }))).toEqual([])
    const loose = disabled(block('say', {}, { next: null, error: 'end' }))
    expect(problems(changed({ closed: loose }))).toEqual(['error unwired_exit closed next'])
  })

  it('lead on by their first exit alone', () => {
    const closed = disabled(block('say', {}, { next: 'end', error: 'lonely' }))
    expect(problems(changed({ closed, lonely: say('end') }))).toEqual([
      'warning unreachable lonely',
    ])
    const round = disabled(block('say', {}, { next: 'end', error: 'closed' }))
    expect(problems(changed({ closed: round }))).toEqual([])
  })

  it('are no way out, and do not wait', () => {
    const queue = disabled(block('enqueue', { queue: 'Sales' }, { answered: 'closed' }))
    const closed = block('say', { text: 'Hello' }, { next: 'queue', error: 'queue' })
    expect(problems(changed({ closed, queue }))).toEqual([
      'error no_way_out closed',
      'error no_way_out queue',
    ])
    expect(problems(changed({ closed: disabled(closed), queue }))).toContain(
      'error endless_loop closed',
    )
  })
})

describe('any document', () => {
  it('is judged in problems the contract knows, without a throw', () => {
    fc.assert(
      fc.property(anyFlow(), (document) => {
        const found = validateFlow(document, known)
        expect(FlowProblem.array().parse(found)).toStrictEqual(found)
        const ids = new Set(Object.keys(document.blocks))
        expect(found.filter(({ block: id }) => id !== undefined && !ids.has(id))).toEqual([])
      }),
    )
  })

  it('is told of loops, traps and unreachable blocks as a naive search finds them', () => {
    fc.assert(
      fc.property(anyFlow(), (document) => {
        const found = validateFlow(document, {})
        const of = (code: string) =>
          found.filter((problem) => problem.code === code).map((problem) => problem.block)
        const ids = Object.keys(document.blocks)
        const starts = ids.filter((id) => document.blocks[id]?.kind === 'start')
        if (starts.length === 0) return
        const all = new Set([...starts, ...starts.flatMap((id) => [...naiveReach(document, id)])])

        expect(new Set(of('unreachable'))).toEqual(new Set(ids.filter((id) => !all.has(id))))
        const trapped = [...all].filter(
          (id) => ![id, ...naiveReach(document, id)].some((one) => isEnd(document, one)),
        )
        expect(new Set(of('no_way_out'))).toEqual(new Set(trapped))
        const spinning = naiveSpin(document, all)
        expect(of('endless_loop').length > 0).toBe(spinning.size > 0)
        for (const id of of('endless_loop')) expect(spinning).toContain(id)
      }),
      { numRuns: 500 },
    )
  })
})

function next(document: FlowDocument, id: string): string[] {
  const here = document.blocks[id]
  if (here === undefined) return []
  return targetsOf(here).filter((to) => blockOf(document, to) !== undefined)
}

/** What can be reached from a block in one step or more, found by asking for one more step until nothing is new. */
function naiveReach(document: FlowDocument, from: string): Set<string> {
  const reached = new Set<string>()
  for (let size = -1; size < reached.size;) {
    size = reached.size
    for (const id of [from, ...reached]) for (const to of next(document, id)) reached.add(to)
  }
  return reached
}

/** Blocks among which a run may go round for ever without waiting: those that do not are struck until none is left. */
function naiveSpin(document: FlowDocument, among: ReadonlySet<string>): Set<string> {
  const spinning = new Set([...among].filter((id) => isInstant(document.blocks[id] ?? end)))
  for (let size = -1; size !== spinning.size;) {
    size = spinning.size
    for (const id of spinning) {
      const inside = next(document, id).filter((to) => spinning.has(to)).length
      const counted = isBounded(document.blocks[id] ?? end)
      const leaves = counted && inside < next(document, id).length
      if (inside === 0 || leaves) spinning.delete(id)
    }
  }
  return spinning
}

/** Whether a call can end here, or a missing wire, which is another problem, would end it. */
function isEnd(document: FlowDocument, id: string): boolean {
  const here = document.blocks[id]
  if (here === undefined) return true
  const kind = kindNamed(here.kind)
  if (kind === undefined || (kind.isWayOut === true && here.disabled !== true)) return true
  const exits = exitsTaken(here)
  if (exits.length === 0) return next(document, id).length === 0
  return exits
    .filter((exit) => exit.optional !== true || !['guard', 'error'].includes(exit.id))
    .some((exit) => blockOf(document, targetOf(here, exit.id) ?? '') === undefined)
}

describe('a hostile document', () => {
  const many = (count: number, of: (id: string, next: string) => FlowBlock) => {
    const ids = Array.from({ length: count }, (_, index) => `b${index}`)
    const blocks = ids.map((id, index) => [id, of(id, ids[index + 1] ?? 'end')] as const)
    return flowOf({
      start: block('start', {}, { next: 'b0' }),
      ...Object.fromEntries(blocks),
    })
  }

  it('with more blocks than there may be is one problem, here and for the schema', () => {
    const huge = many(10_000, (_, to) => say(to))
    expect(problems(huge)).toEqual(['error too_many_blocks'])
    const parsed = FlowDocument.safeParse(huge)
    expect(parsed.error?.issues.map(({ message }) => message)).toEqual([
      expect.stringContaining('at most 5000 blocks'),
    ])
  })

  it('with thousands of loops is told of some of them', () => {
    const spins = many(4990, (id) => set(id))
    const circle = many(4990, (_, to) => set(to === 'end' ? 'b0' : to))
    // Without a start, every block may be come to.
    delete spins.blocks['start']
    const loops = (document: FlowDocument) =>
      validateFlow(document, {}).filter(({ code }) => code === 'endless_loop')
    expect(loops(spins)).toHaveLength(20)
    expect(loops(circle)).toHaveLength(1)
    expect(loops(circle)[0]?.message.length).toBeLessThan(500)
  })

  it.each([
    ['a chain', (_id: string, to: string) => say(to)],
    ['self loops', (id: string) => set(id)],
    ['a circle', (_id: string, to: string) => set(to === 'end' ? 'b0' : to)],
    ['blocks of no known kind', (_id: string, to: string) => block('telepathy', {}, { to })],
  ])('that is twice as long takes twice as many looks at its blocks: %s', (_name, of) => {
    const looks = (count: number) => {
      const document = many(count, of)
      let seen = 0
      const watched = Object.entries(document.blocks).map(([id, one]) => [
        id,
        new Proxy(one, {
          get(target, property, receiver): unknown {
            seen += 1
            return Reflect.get(target, property, receiver)
          },
        }),
      ])
      const blocks: FlowDocument['blocks'] = Object.fromEntries(watched)
      validateFlow({ schema: 2, blocks }, {})
      return seen
    }
    const half = looks(1000)
    expect(half).toBeGreaterThan(1000)
    expect(looks(2000)).toBeLessThan(2.2 * half)
  })

  it('with settings of every wrong type has its problems told, not thrown', () => {
    const junk = {
      choices: [null, 7, [], { key: {} }],
      text: 7,
      cases: 'x',
      assign: { a: [] },
      open: 7,
    }
    for (const kind of ['menu', 'branch', 'switch', 'set', 'random', 'hours', 'expression']) {
      const document = changed({ closed: block(kind, junk) })
      expect(problems(document).some((one) => one.startsWith('error bad_setting closed'))).toBe(
        true,
      )
    }
  })

  it('with settings nested without end is refused by the schema', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)
    const document = {
      schema: 2,
      blocks: { start: { kind: 'start', settings: { parameters: deep } } },
    }
    const [issue] = FlowDocument.safeParse(document).error?.issues ?? []
    expect(issue).toMatchObject({
      path: ['blocks', 'start', 'settings', 'parameters'],
      message: expect.stringContaining('At most 20'),
    })
  })

  it('with the names of prototypes holds only what is its own', () => {
    const text =
      '{"schema":2,"blocks":{"start":{"kind":"start","settings":{"__proto__":{"timeZone":"UTC"}}}}}'
    const { blocks } = FlowDocument.parse(JSON.parse(text))
    expect(Object.getPrototypeOf(blocks['start']?.settings)).toBe(Object.prototype)
    const wires = '{"schema":2,"blocks":{"start":{"kind":"start","exits":{"next":"__proto__"}}}}'
    expect(FlowDocument.safeParse(JSON.parse(wires)).success).toBe(false)
  })

  it('with a text of a million letters is told where it is too long', () => {
    const text = 'a'.repeat(1_000_000)
    const document = changed({ closed: block('say', { text }, { next: 'end', error: 'end' }) })
    expect(problems(document)).toEqual(['error bad_setting closed /text'])
  })
})
