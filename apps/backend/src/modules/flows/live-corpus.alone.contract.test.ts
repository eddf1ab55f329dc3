import type { FlowStep, FlowTrace } from '@iris/contracts'
import { seedOfCall } from '@iris/flow'
import { corpus } from '@iris/flow/corpus'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LiveCaller } from './testing/live-caller.ts'
import { plannedCall } from './testing/planned-call.ts'
import { openStage } from './testing/stage.ts'
import { staged, type StagedFlow } from './testing/staged-flow.ts'
import { keptStep } from './traces/kept-step.ts'

/** A prompt that is not there is refused when the flow is published. */
const notOnStage: ReadonlySet<string> = new Set([
  'play: one that fails',
  'flow: one that is not there',
])

/** So many talk at once. */
const atOnce = 8

const called = corpus().filter(({ name }) => !notOnStage.has(name))
const traces = new Map<string, Promise<FlowTrace>>()
let stage: Awaited<ReturnType<typeof openStage>>
let flows: ReadonlyMap<string, StagedFlow>

beforeAll(async () => {
  stage = await openStage()
  flows = new Map(called.map((one, index) => [one.name, staged(one, index, stage.origin)]))
  const within = new Map([...flows.values()].flatMap((flow) => Object.entries(flow.flows)))
  for (const [name, document] of within) await stage.publish(name, document)
  const caller = new LiveCaller(stage.centre)
  const waiting = [...flows.values()]
  const ways = Array.from({ length: atOnce }, async () => {
    for (let flow = waiting.shift(); flow !== undefined; flow = waiting.shift()) {
      const one = flow
      const trace = stage.lead(one).then(() => caller.play(one))
      traces.set(one.name, trace)
      await trace.catch(() => undefined)
    }
  })
  await Promise.all(ways)
}, 600_000)
afterAll(() => stage.close())

/**
 * A step without what cannot be the same: times, the words in which others say what went wrong, the headers of real
 * servers, and the ids of customers.
 */
function comparable({ enteredAt: _entered, leftAt: _left, set, ...step }: FlowStep) {
  return { ...step, ...(set && { set: withoutOutside(set) }) }
}

const outside: Readonly<Record<string, string>> = {
  error: 'reason',
  http: 'headers',
  contact: 'id',
}

function withoutOutside(set: NonNullable<FlowStep['set']>): NonNullable<FlowStep['set']> {
  const values = Object.entries(set).map(([name, value]) => {
    const field = outside[name]
    const isMap = typeof value === 'object' && value !== null
    return [name, isMap && field !== undefined ? { ...value, [field]: 'of its own' } : value]
  })
  return Object.fromEntries(values)
}

describe('a flow of the corpus takes the same steps on a call and in the simulator', () => {
  it.each(called.map(({ name }) => [name] as const))('%s', async (name) => {
    const trace = await traces.get(name)
    const flow = flows.get(name)
    if (!trace || !flow) throw new Error('It was not called.')
    const at = Date.parse(trace.startedAt)
    const planned = plannedCall(flow, { at, seed: seedOfCall(trace.callId ?? '') })
    expect(trace.steps.map(comparable)).toEqual(
      planned.trace.map((entry) => comparable(keptStep(entry))),
    )
  })

  it('for a hundred flows at least', async () => {
    const settled = await Promise.allSettled(traces.values())
    const ended = settled.filter(({ status }) => status === 'fulfilled')
    expect(ended.length).toBeGreaterThanOrEqual(100)
  })
})
