import type { FlowBlock } from '@iris/contracts'
import { WaitTreatment } from '@iris/contracts'
import { describe, expect, it } from 'vitest'
import type { FlowEvent } from '../../interpreter/step.ts'
import { block, flowOf } from '../../testing/build-flow.ts'
import { last, programWith } from '../../testing/play-flow.ts'
import { validateFlow } from '../../validation/validate.ts'

const offers = [
  { key: '1', sayText: 'For a callback, press 1, {{ caller.name }}.' },
  { key: '*', sayText: '{{ error.reason }}', afterMs: 60_000 },
]
const here = { queue: 'Sales', waiting: 'as_here' }
const queueOf = (settings: FlowBlock['settings']) =>
  block(
    'enqueue',
    { ...here, ...settings },
    { answered: null, timeout: null, offer_1: 'back', offer_2: 'end', error: 'end' },
  )
const back = block('say', { text: 'Left: {{ queue.outcome }}' }, { next: 'end', error: 'end' })
const programOf = (settings: FlowBlock['settings']) =>
  programWith({ first: queueOf(settings), back })
const took = (key: string): FlowEvent => ({
  kind: 'queue_left',
  outcome: 'offer',
  key,
  action: 'leave',
})

describe('what callers hear in a queue', () => {
  it('is as the queue says unless told', () => {
    const [command] = last(programOf({ waiting: 'as_queue', position: true, offers })).commands
    expect(command).not.toHaveProperty('treatment')
  })

  it('is as the flow says, with its variables filled in', () => {
    const settings = {
      music: 'prompt',
      musicPrompt: 'Waltz',
      messages: [
        { text: 'Hello {{ caller.name }}.', everyMs: 60_000 },
        { source: 'prompt', prompt: 'News', everyMs: 90_000 },
        { text: '{{ nothing }}', everyMs: 5000 },
      ],
      position: true,
      expectedWait: true,
      everyMs: 45_000,
      offers,
    }
    const [command] = last(programOf(settings)).commands
    const treatment = command?.kind === 'enqueue' ? command.treatment : undefined
    expect(treatment).toEqual({
      music: 'Waltz',
      messages: [
        { text: 'Hello Ada.', everyMs: 60_000 },
        { prompt: 'News', everyMs: 90_000 },
      ],
      position: true,
      expectedWait: true,
      everyMs: 45_000,
      offers: [
        { key: '1', action: 'leave', afterMs: 0, sayText: 'For a callback, press 1, Ada.' },
        { key: '*', action: 'leave', afterMs: 60_000, sayText: 'Press *.' },
      ],
    })
    expect(WaitTreatment.parse(treatment)).toEqual(treatment)
  })

  it('may lead out of it, by an exit for each key', () => {
    expect(last(programOf({ offers }), [took('1')]).commands).toMatchObject([
      { text: 'Left: offer' },
    ])
    expect(last(programOf({ offers }), [took('*')]).trace[0]).toMatchObject({ outcome: 'offer_2' })
  })

  it('is not valid with a key for two ways out, or with one that leads nowhere', () => {
    const [first] = offers
    const twice = flowOf({ first: queueOf({ offers: [first!, first!] }), back })
    expect(validateFlow(twice, {})).toMatchObject([{ setting: '/offers/1/key' }])
    const cut = queueOf({ offers })
    cut.exits['offer_2'] = null
    expect(validateFlow(flowOf({ first: cut, back }), {})).toMatchObject([
      { code: 'unwired_exit', exit: 'offer_2' },
    ])
  })
})
