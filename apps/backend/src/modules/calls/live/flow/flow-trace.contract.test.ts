import type { Flow, FlowCounts, FlowTrace, FlowVersion } from '@iris/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  agentTone,
  type CallCentre,
  openCallCentre,
  until,
} from '../../../../testing/call-centre.ts'

let centre: CallCentre
let flow: Flow
beforeAll(async () => {
  centre = await openCallCentre()
  const { items } = await centre.asAdmin<{ items: Flow[] }>('GET', '/v1/flows')
  const [first] = items
  if (!first) throw new Error('the demo has no flow')
  flow = first
})
afterAll(() => centre.close())

const tracesOf = async (callId: string) =>
  (await centre.asAdmin<{ items: FlowTrace[] }>('GET', `/v1/calls/${callId}/trace`)).items

const countsNow = async () =>
  (await centre.asAdmin<FlowCounts>('GET', `/v1/flows/${flow.id}/counts`)).blocks

/** The trace of a call once its run has ended. */
async function endedTrace(callId: string): Promise<FlowTrace> {
  const isEnded = async () => (await tracesOf(callId)).some(({ endedAt }) => endedAt !== null)
  await until('the trace has ended', isEnded, 30_000)
  const [trace] = await tracesOf(callId)
  if (!trace) throw new Error('the call has no trace')
  return trace
}

/** Calls support and waits in its queue. */
async function callWaiting() {
  const known = new Set((await centre.calls()).map(({ id }) => id))
  const call = await centre.callSupport(await centre.caller())
  const isNew = async () =>
    (await centre.calls('live')).find(({ id, state }) => state === 'queued' && !known.has(id))
  await until('the caller waits', async () => (await isNew()) !== undefined, 30_000)
  return { call, id: (await isNew())?.id ?? '' }
}

const shown = ({ steps }: FlowTrace) => steps.map(({ block, outcome }) => `${block} ${outcome}`)

describe('what a flow does with a call', () => {
  it('is traced while it happens, and counted as who waits and who hung up', async () => {
    const { call, id } = await callWaiting()
    await until('the trace is there', async () => (await tracesOf(id)).length === 1, 30_000)
    const [live] = await tracesOf(id)
    expect(live).toMatchObject({ flowId: flow.id, version: 1, callId: id, outcome: null })
    await until(
      'they are counted',
      async () => (await countsNow())['support']?.inside === 1,
      30_000,
    )
    call.hangup()
    const trace = await endedTrace(id)
    expect(trace.outcome).toBe('caller_hung_up')
    expect(shown(trace)).toEqual(['start next', 'menu key_2', 'support caller_hung_up'])
    expect(await countsNow()).toMatchObject({
      start: { entered: 1, left: { next: 1 } },
      menu: { entered: 1, left: { key_2: 1 } },
      support: { entered: 1, left: {}, inside: 0, dropped: 1 },
    })
  })

  it('has come to its end where the caller talked with an agent and hung up', async () => {
    const ada = await centre.agent('agent1@demo.test')
    await ada.choose({ kind: 'available' })
    const call = await centre.callSupport(await centre.caller())
    await ada.accept()
    await call.rtp.hears([agentTone])
    const [live] = await centre.calls('live')
    call.hangup()
    await ada.becomes('wrap_up')
    const trace = await endedTrace(live?.id ?? '')
    expect(trace.outcome).toBe('completed')
    expect(shown(trace).at(-1)).toBe('support answered')
    await ada.choose({ kind: 'offline' })
  })

  it('stays that of the version it began with, when the flow is rolled back meanwhile', async () => {
    const at = `/v1/flows/${flow.id}`
    const publish = () => centre.asAdmin<Flow>('POST', `${at}/publish`, { note: 'As it was' })
    const { publishedVersion: second } = await publish()
    const before = await callWaiting()
    const back = await centre.asAdmin<Flow>('POST', `${at}/rollback`, { version: 1 })
    const after = await callWaiting()
    for (const { call } of [before, after]) call.hangup()
    const versions = [await endedTrace(before.id), await endedTrace(after.id)].map(
      ({ version }) => version,
    )
    expect(versions).toEqual([second, back.publishedVersion])
    const version = await centre.asAdmin<FlowVersion>('GET', `${at}/versions/${versions[1]}`)
    expect(version.copyOf).toBe(1)
  })
})
