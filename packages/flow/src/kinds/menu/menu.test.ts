import type { FlowDocument } from '@iris/contracts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyExit } from './exits.ts'
import { advance, startFlow } from './interpreter.ts'
import type { FlowEvent } from './step.ts'

const allKeys = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#']
const context = { callId: 'c', callerNumber: '+15550100101', calledNumber: '+15550100100' }

/** A menu whose every exit hangs up, so the exit taken is the last but one entry of the trace. */
function menuFlow(keys: readonly string[], tries: number): FlowDocument {
  const exits = Object.fromEntries(keys.map((key) => [keyExit(key), 'end']))
  return {
    schema: 1,
    nodes: {
      start: { kind: 'start', exits: { next: 'menu' } },
      menu: {
        kind: 'menu',
        text: 'Press a key.',
        choices: keys.map((key) => ({ key, label: `Key ${key}` })),
        noInputMs: 3000,
        tries,
        bargeIn: true,
        exits: { ...exits, no_input: 'end', no_match: 'end', error: 'end' },
      },
      end: { kind: 'hang_up', exits: {} },
    },
  }
}

/** The exit taken and how often the text was said; the exit is `null` while the menu still waits. */
function run(document: FlowDocument, events: readonly FlowEvent[]) {
  let step = startFlow(document, context, 0)
  let asked = 0
  let exit: string | null = null
  const count = () => {
    asked += step.commands.filter(({ kind }) => kind === 'gather').length
    exit = step.trace.find(({ kind }) => kind === 'menu')?.outcome ?? exit
  }
  count()
  for (const event of events) {
    step = advance(document, step.state, event, 0)
    count()
  }
  return { exit, asked }
}

/** What should come of it, told without the interpreter: the first answer that decides, or the last try that fails. */
function model(keys: readonly string[], tries: number, events: readonly FlowEvent[]) {
  for (const [index, event] of events.entries()) {
    const asked = index + 1
    if (event.kind === 'failed') return { exit: 'error', asked }
    if (event.kind === 'gathered' && keys.includes(event.key)) {
      return { exit: keyExit(event.key), asked }
    }
    const missed = event.kind === 'gathered' ? 'no_match' : 'no_input'
    if (asked === tries) return { exit: missed, asked }
  }
  return { exit: null, asked: events.length + 1 }
}

const answer = fc.oneof(
  fc.constantFrom(...allKeys).map((key): FlowEvent => ({ kind: 'gathered', key })),
  fc.constant<FlowEvent>({ kind: 'no_input' }),
  fc.constant<FlowEvent>({ kind: 'failed', reason: 'The line is bad.' }),
)

describe('a menu', () => {
  it('does what its model does for any keys, tries and answers', () => {
    fc.assert(
      fc.property(
        fc.subarray(allKeys, { minLength: 1 }),
        fc.integer({ min: 1, max: 9 }),
        fc.array(answer, { maxLength: 12 }),
        (keys, tries, answers) => {
          expect(run(menuFlow(keys, tries), answers)).toEqual(model(keys, tries, answers))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('leaves by the reason of the last try', () => {
    const noInput: FlowEvent = { kind: 'no_input' }
    const wrongKey: FlowEvent = { kind: 'gathered', key: '9' }
    expect(run(menuFlow(['1'], 2), [noInput, wrongKey])).toEqual({ exit: 'no_match', asked: 2 })
    expect(run(menuFlow(['1'], 2), [wrongKey, noInput])).toEqual({ exit: 'no_input', asked: 2 })
  })

  it('names the exits of star and pound in letters', () => {
    expect(run(menuFlow(['*', '#'], 1), [{ kind: 'gathered', key: '*' }]).exit).toBe('key_star')
    expect(run(menuFlow(['*', '#'], 1), [{ kind: 'gathered', key: '#' }]).exit).toBe('key_pound')
  })

  it('keeps to itself what was chosen where that is sensitive', () => {
    const document = menuFlow(['1', '2'], 1)
    const menu = document.nodes['menu']
    if (menu?.kind !== 'menu') throw new Error('The fixture has a menu.')
    menu.sensitive = true
    menu.exits['key_2'] = 'said'
    document.nodes['said'] = {
      kind: 'say',
      text: 'You pressed {{ menu.key }}.',
      exits: { next: 'end', error: 'end' },
    }
    const asked = startFlow(document, context, 0)
    expect(asked.commands).toMatchObject([{ kind: 'gather', sensitive: true }])
    const chosen = advance(document, asked.state, { kind: 'gathered', key: '2' }, 0)
    expect(chosen.trace[0]).toMatchObject({ kind: 'menu', outcome: 'entered' })
    expect(chosen.commands).toMatchObject([{ kind: 'say', text: 'You pressed .' }])
    const { variables } = chosen.state.kind === 'waiting' ? chosen.state : { variables: {} }
    expect(variables).not.toHaveProperty('menu.key')
  })

  it('begins its tries anew when the flow comes back to it', () => {
    const document = menuFlow(['1'], 2)
    const menu = document.nodes['menu']
    if (menu?.kind !== 'menu') throw new Error('The fixture has a menu.')
    menu.exits.no_input = 'menu'
    const rounds = Array.from({ length: 6 }, (): FlowEvent => ({ kind: 'no_input' }))
    expect(run(document, rounds).asked).toBe(7)
  })
})
