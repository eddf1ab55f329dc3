import type { FlowBlock } from '@iris/contracts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FlowEvent, FlowProgram } from '../../interpreter/step.ts'
import { block, flowOf, programOf } from '../../testing/build-flow.ts'
import { failed, key, last, play } from '../../testing/play-flow.ts'
import { validateFlow } from '../../validation/validate.ts'
import { keyExit } from './menu.ts'

const allKeys = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#']
const noInput: FlowEvent = { kind: 'no_input' }

/** A menu whose every exit ends the call. */
function menuBlock(
  keys: readonly string[],
  tries: number,
  more: FlowBlock['settings'] = {},
): FlowBlock {
  const exits = Object.fromEntries(keys.map((one) => [keyExit(one), 'end']))
  const settings = {
    text: 'Press a key.',
    choices: keys.map((one) => ({ key: one, label: `Key ${one}` })),
    noInputMs: 3000,
    tries,
    bargeIn: true,
    ...more,
  }
  return block('menu', settings, { ...exits, no_input: 'end', no_match: 'end', error: 'end' })
}

const menuProgram = (keys: readonly string[], tries: number) =>
  programOf(flowOf({ first: menuBlock(keys, tries) }))

/** The exit taken and how often the text was said; the exit is `null` while the menu still waits. */
function run(program: FlowProgram, events: readonly FlowEvent[]) {
  const steps = play(program, events)
  const asked = steps.flatMap(({ commands }) => commands).filter(({ kind }) => kind === 'gather')
  const exits = steps.flatMap(({ trace }) => trace).filter(({ kind }) => kind === 'menu')
  return {
    exit: exits.findLast(({ leftAt }) => leftAt !== null)?.outcome ?? null,
    asked: asked.length,
  }
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

const answer = fc.oneof(fc.constantFrom(...allKeys).map(key), fc.constantFrom(noInput, failed))

describe('a menu', () => {
  it('does what its model does for any keys, tries and answers', () => {
    fc.assert(
      fc.property(
        fc.subarray(allKeys, { minLength: 1 }),
        fc.integer({ min: 1, max: 9 }),
        fc.array(answer, { maxLength: 12 }),
        (keys, tries, answers) => {
          expect(run(menuProgram(keys, tries), answers)).toEqual(model(keys, tries, answers))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('leaves by the reason of the last try', () => {
    expect(run(menuProgram(['1'], 2), [noInput, key('9')])).toEqual({ exit: 'no_match', asked: 2 })
    expect(run(menuProgram(['1'], 2), [key('9'), noInput])).toEqual({ exit: 'no_input', asked: 2 })
  })

  it('names the exits of star and pound in letters', () => {
    expect(run(menuProgram(['*', '#'], 1), [key('*')]).exit).toBe('key_star')
    expect(run(menuProgram(['*', '#'], 1), [key('#')]).exit).toBe('key_pound')
  })

  it('keeps to itself what was chosen where that is sensitive', () => {
    const menu = menuBlock(['1', '2'], 2, { sensitive: true })
    menu.exits['key_2'] = 'said'
    const text = 'You pressed {{ menu.key }}.'
    const said = block('say', { text }, { next: 'end', error: 'end' })
    const steps = play(programOf(flowOf({ first: menu, said })), [key('7'), key('2')])
    const [asked, again, chosen] = steps
    expect(asked.commands).toMatchObject([{ kind: 'gather', sensitive: true }])
    expect(again!.commands).toMatchObject([{ kind: 'gather', sensitive: true }])
    expect(chosen!.trace[0]).toMatchObject({ kind: 'menu', outcome: 'entered' })
    expect(chosen!.commands).toMatchObject([{ kind: 'say', text: 'You pressed .' }])
    for (const { state, trace } of steps) {
      const { menu: kept } = state.kind === 'waiting' ? state.given : {}
      expect(kept).toBeUndefined()
      expect(JSON.stringify(trace)).not.toMatch(/key_|"7"|"2"/)
    }
  })

  it('begins its tries anew when the flow comes back to it', () => {
    const menu = menuBlock(['1'], 2)
    menu.exits['no_input'] = 'first'
    const rounds = Array.from({ length: 6 }, () => noInput)
    expect(run(programOf(flowOf({ first: menu })), rounds).asked).toBe(7)
  })

  it('tells of the key that was pressed in what it asks again', () => {
    const text = 'Not {{ menu.key }}! Press 1.'
    const program = programOf(flowOf({ first: menuBlock(['1'], 3, { text }) }))
    expect(last(program, [key('9')]).commands).toMatchObject([{ text: 'Not 9! Press 1.' }])
  })

  it('is not valid where a key is offered twice; each further offer is told', () => {
    const choices = ['1', '2', '1', '1'].map((one) => ({ key: one, label: 'Again' }))
    const document = flowOf({ first: menuBlock(['1', '2'], 1, { choices }) })
    expect(validateFlow(document, {})).toMatchObject([
      { severity: 'error', code: 'bad_setting', block: 'first', setting: '/choices/2/key' },
      { severity: 'error', code: 'bad_setting', block: 'first', setting: '/choices/3/key' },
    ])
  })
})
