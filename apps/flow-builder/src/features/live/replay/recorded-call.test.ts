import type { Flow, FlowTrace, FlowVersion } from '@iris/contracts'
import { Api } from '@iris/api-client'
import { runCase } from '@iris/flow/simulator'
import { templateNamed } from '@iris/flow/templates'
import { describe, expect, it } from 'vitest'
import { recordedCall } from './recorded-call.ts'

const author = { id: null, name: 'Iris' }
const now = '2026-11-20T09:30:00.000Z'
const { document } = templateNamed('menu')!

const flow: Flow = {
  id: 'f',
  name: 'Front desk',
  description: '',
  latestVersion: 1,
  publishedVersion: 1,
  draft: { etag: '1', savedAt: now, savedBy: author, hasChanges: false },
  archivedAt: null,
  createdAt: now,
  updatedAt: now,
}
const version: FlowVersion = {
  flowId: 'f',
  version: 1,
  name: null,
  note: '',
  createdAt: now,
  createdBy: author,
  publishedFrom: now,
  publishedUntil: null,
  copyOf: null,
  document,
  problems: [],
  references: null,
}

function step(visit: number, block: string, outcome: string | null) {
  const enteredAt = new Date(Date.parse(now) + visit * 1000).toISOString()
  return { visit, block, kind: '', name: block, enteredAt, leftAt: enteredAt, outcome }
}
const trace: FlowTrace = {
  id: 'r',
  flowId: 'f',
  version: 1,
  callId: 'c',
  startedAt: now,
  endedAt: now,
  outcome: 'caller_hung_up',
  visits: 4,
  isCut: false,
  steps: [
    step(1, 'start', 'next'),
    step(2, 'greeting', 'next'),
    { ...step(3, 'menu', 'key_2'), set: { menu: { key: '2' } } },
    step(4, 'support', 'caller_hung_up'),
  ],
}

const program = { name: flow.name, version: 1, document, flows: {} }

/** A backend that lets one sign in, and answers whatever else is asked with this. */
function backend(status: number, answer: unknown): Api {
  const signedIn = { accessToken: 't', expiresAt: new Date(Date.now() + 900_000).toISOString() }
  const fetch: typeof globalThis.fetch = (input) => {
    const isSession = String(input).includes('/session')
    const init = {
      status: isSession ? 200 : status,
      headers: { 'content-type': 'application/json' },
    }
    return Promise.resolve(new Response(JSON.stringify(isSession ? signedIn : answer), init))
  }
  return new Api({ fetch })
}

describe('recordedCall', () => {
  it('is a test that takes the way of the call, with who called whom', async () => {
    const call = {
      from: { value: '+4930123456', display: '030 123456' },
      number: { value: '+15550100100', display: '(555) 010-0100' },
    }
    const { testCase, doubts } = await recordedCall(backend(200, call), { flow, version, trace })
    expect(doubts).toEqual([])
    expect(testCase.given).toMatchObject({
      caller: { number: '+4930123456' },
      called: '+15550100100',
    })
    const { failures, trace: way } = runCase(program, testCase)
    expect(failures).toEqual([])
    expect(way.map(({ block, outcome }) => [block, outcome])).toEqual(
      trace.steps.map(({ block, outcome }) => [block, outcome]),
    )
  })

  it('has a caller made up where one may not see who called', async () => {
    const { testCase } = await recordedCall(backend(403, {}), { flow, version, trace })
    expect(testCase.given.caller.number).not.toBe('')
    expect(runCase(program, testCase).failures).toEqual([])
  })
})
