import { FlowDocument } from '@iris/contracts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { advance, startFlow } from '../interpreter/interpreter.ts'
import type { FlowProgram, Step } from '../interpreter/step.ts'
import { ada, openAt } from '../testing/play-flow.ts'
import { programOf } from '../testing/build-flow.ts'
import { outcomeOf } from '../testing/random-events.ts'
import { validateFlow } from '../validation/validate.ts'
import { templateNamed, templates } from './templates.ts'

/** A call whose every command comes to one of its outcomes, until it has ended. */
function callOf(program: FlowProgram, choices: readonly number[]): Step[] {
  const steps = [startFlow(program, ada, openAt)]
  for (const choice of choices) {
    const last = steps.at(-1)!
    if (last.state.kind === 'ended') break
    steps.push(advance(program, last.state, outcomeOf(last, choice), openAt + steps.length * 1000))
  }
  return steps
}

/** With a mail address where one has to be written first. */
function filled(document: FlowDocument): FlowDocument {
  const blocks = Object.entries(document.blocks).map(([id, block]) => {
    const to = block.settings['to'] === '' ? { to: 'team@example.com' } : {}
    return [id, { ...block, settings: { ...block.settings, ...to } }] as const
  })
  return { ...document, blocks: Object.fromEntries(blocks) }
}

/** Long enough for every template to come to its end. */
const anyChoices = fc.array(fc.nat(23), { minLength: 60, maxLength: 60 })

describe('templates', () => {
  it('each have an id of their own, by which they are found', () => {
    expect(new Set(templates.map(({ id }) => id)).size).toBe(templates.length)
    for (const template of templates) expect(templateNamed(template.id)).toBe(template)
    expect(templateNamed('toString')).toBeUndefined()
  })
})

describe.each(templates.map((template) => [template.id, template] as const))(
  'the template %s',
  (_id, { document }) => {
    it('is a document as the API takes it', () => {
      expect(FlowDocument.parse(document)).toEqual(document)
    })

    it('lacks nothing but the names, numbers and addresses that the centre knows', () => {
      const problems = validateFlow(filled(document), {})
      expect(problems.filter(({ code }) => code !== 'missing_reference')).toEqual([])
    })

    it('leaves room for each block on the canvas', () => {
      const places = Object.values(document.blocks).map(({ at }) => `${at.x},${at.y}`)
      expect(new Set(places).size).toBe(places.length)
    })

    it('brings every call to an end, whatever comes of it', () => {
      const visited = new Set<string>()
      fc.assert(
        fc.property(anyChoices, (choices) => {
          const steps = callOf(programOf(filled(document)), choices)
          for (const { trace } of steps) for (const { block } of trace) visited.add(block)
          const { state } = steps.at(-1)!
          expect(state).toMatchObject({ kind: 'ended' })
          expect(state).not.toHaveProperty('problem')
        }),
        { numRuns: 300 },
      )
      const never = Object.keys(document.blocks).filter((id) => !visited.has(id))
      // At the hour of these calls it is open.
      expect(never.filter((id) => id !== 'closed')).toEqual([])
    })
  },
)
