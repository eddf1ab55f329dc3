import type { Call, Flow, FlowTrace, FlowVersion } from '@iris/contracts'
import { formatExactly } from '@iris/app-frame'
import type { Api } from '@iris/api-client'
import { seedOfCall } from '@iris/flow'
import type { FromTrace, Recorded, TestCase as Case } from '@iris/flow/simulator'
import { z } from 'zod'
import { loadProgram } from '../../lab/load-program.ts'
import { liveWords } from '../live-words.ts'

interface Recording {
  readonly flow: Flow
  readonly version: FlowVersion
  readonly trace: FlowTrace
}

/** A call of a flow as a test case: what the caller did, and the way it took. Rejects with `ApiError`. */
export async function recordedCall(
  api: Pick<Api, 'send'>,
  { flow, version, trace }: Recording,
): Promise<FromTrace> {
  // The simulator is large, and wanted by few who look at calls.
  const { caseFromTrace, TestCase } = await import('@iris/flow/simulator')
  const { document, references } = version
  const program = await loadProgram(api, {
    name: flow.name,
    version: version.version,
    document,
    references,
  })
  const call = trace.callId === null ? undefined : await callOf(api, trace.callId)
  const given: z.input<typeof Case>['given'] = {
    at: trace.startedAt,
    ...(call && { caller: { number: call.from.value, name: '' }, called: call.number.value }),
    ...(trace.callId === null ? { startedBy: 'api' as const } : { seed: seedOfCall(trace.callId) }),
  }
  const name = liveWords('save.name', { time: formatExactly(trace.startedAt) }).slice(0, 80)
  return caseFromTrace(program, {
    name,
    given: TestCase.parse({ given }).given,
    trace: trace.steps.map(timed),
  })
}

/** Whoever may not see calls saves a test with a caller made up. */
async function callOf(api: Pick<Api, 'send'>, id: string): Promise<Call | undefined> {
  return api.send('getCall', { params: { id } }).catch(() => undefined)
}

function timed(step: FlowTrace['steps'][number]): Recorded['trace'][number] {
  const { visit, block, outcome, flow, enteredAt, leftAt, set } = step
  return {
    visit,
    block,
    outcome,
    ...(flow !== undefined && { flow }),
    enteredAt: Date.parse(enteredAt),
    leftAt: leftAt === null ? null : Date.parse(leftAt),
    ...(set !== undefined && { set: valuesOf(set) }),
  }
}

/** What came over the wire is JSON already; the contract just does not say so. */
function valuesOf(set: Readonly<Record<string, unknown>>) {
  return z.record(z.string(), z.json()).parse(set)
}
