import type { FlowBlock } from '@iris/contracts'
import { describe, expect, it } from 'vitest'
import { referencesOf } from '../../document/references.ts'
import { block, flowOf } from '../../testing/build-flow.ts'
import { last, programWith } from '../../testing/play-flow.ts'
import { validateFlow } from '../../validation/validate.ts'

const back = block('say', { text: '{{ error.reason }}' }, { next: 'end', error: 'end' })
const queueOf = (settings: FlowBlock['settings']) =>
  block(
    'enqueue',
    { queue: 'Sales', ...settings },
    { answered: null, timeout: null, error: 'back' },
  )
const documentOf = (settings: FlowBlock['settings']) => flowOf({ first: queueOf(settings), back })
const commandOf = (settings: FlowBlock['settings']) => {
  const skills = { Spanish: 's-1', Billing: 's-2' }
  const references = { queues: {}, boxes: {}, flows: {}, skills }
  const [command] = last(programWith({ first: queueOf(settings), back }, { references })).commands
  return command
}
const routingOf = (settings: FlowBlock['settings']) => {
  const command = commandOf(settings)
  return command?.kind === 'enqueue' ? command.routing : undefined
}

const spanish = { skill: 'Spanish', level: 4 }
const [namedSpanish, namedBilling] = [
  { name: 'Spanish', id: 's-1' },
  { name: 'Billing', id: 's-2' },
]

describe('who may have a caller', () => {
  it('is as the queue says unless told', () => {
    expect(commandOf({})).not.toHaveProperty('routing')
    const step = { afterMs: 30_000, needs: [spanish] }
    expect(commandOf({ relax: [step], agentWaitMs: 5000 })).not.toHaveProperty('routing')
  })

  it('is whoever has the skills, of which less may do after a wait', () => {
    const relax = [
      { afterMs: 30_000, needs: [{ skill: 'Spanish', level: 2 }] },
      { afterMs: 60_000, needs: [] },
    ]
    expect(routingOf({ needs: [spanish, { skill: ' Billing ' }], relax })).toEqual({
      needs: [
        { skill: namedSpanish, level: 4 },
        { skill: namedBilling, level: 1 },
      ],
      relax: [
        { afterMs: 30_000, needs: [{ skill: namedSpanish, level: 2 }] },
        { afterMs: 60_000, needs: [] },
      ],
    })
  })

  it('is one agent, whom a variable may name', () => {
    expect(routingOf({ agent: 'ada@example.com' })).toEqual({
      agent: { who: 'ada@example.com', waitMs: null },
    })
    expect(routingOf({ agent: '{{ caller.name }}', agentWaitMs: 20_000 })).toEqual({
      agent: { who: 'Ada', waitMs: 20_000 },
    })
  })

  it('is nobody where the variable names nobody: the block is left by its error', () => {
    const said = { kind: 'say', text: 'It is for no agent: none is named.' }
    expect(commandOf({ agent: '{{ queue.outcome }}' })).toEqual(said)
  })

  it('is not valid with a skill that there is not, or twice at one time', () => {
    const named = documentOf({
      needs: [spanish],
      relax: [{ afterMs: 1000, needs: [{ skill: 'Esperanto', level: 1 }] }],
    })
    expect(validateFlow(named, { skill: new Set(['spanish']) })).toMatchObject([
      { code: 'unknown_reference', setting: '/relax/0/needs/0/skill' },
    ])
    expect(validateFlow(documentOf({ needs: [{ skill: '' }] }), {})).toMatchObject([
      { code: 'missing_reference', setting: '/needs/0/skill' },
    ])
    const twice = documentOf({ needs: [spanish, { skill: 'spanish' }] })
    expect(validateFlow(twice, {})).toMatchObject([
      { code: 'bad_setting', setting: '/needs/1/skill' },
    ])
  })

  it('names skills of the centre, the steps only where something is needed at first', () => {
    const relax = [{ afterMs: 1000, needs: [{ skill: 'Billing' }] }]
    const skillsIn = (settings: FlowBlock['settings']) =>
      referencesOf(documentOf(settings)).flatMap(({ type, name }) =>
        type === 'skill' ? [name] : [],
      )
    expect(skillsIn({ needs: [spanish], relax })).toEqual(['Spanish', 'Billing'])
    expect(skillsIn({ relax })).toEqual([])
  })
})
