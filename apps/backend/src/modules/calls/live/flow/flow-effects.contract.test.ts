import type {
  CallNote,
  Customer,
  Flow,
  FlowBlock,
  FlowRun,
  FlowTrace,
  TenantNumber,
} from '@iris/contracts'
import { block, flowOf } from '@iris/flow/testing'
import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CallCentre, openCallCentre, until } from '../../../../testing/call-centre.ts'
import { openHostileServer } from '../../../../testing/hostile-server.ts'

const number = '+15550100177'
let centre: CallCentre
let server: Awaited<ReturnType<typeof openHostileServer>>
let numberId: string
let flow: Flow

beforeAll(async () => {
  server = await openHostileServer()
  centre = await openCallCentre({ IRIS_PRIVATE_WEBHOOKS: 'on' })
  await centre.asAdmin('PUT', '/v1/secrets/CRM_KEY', { value: 'sk-live-0123456789' })
  numberId = (await centre.asAdmin<TenantNumber>('POST', '/v1/numbers', { number })).id
})
afterAll(async () => {
  await centre.close()
  server.close()
})

const request = (more: FlowBlock['settings'] = {}): FlowBlock =>
  block(
    'http_request',
    {
      url: `${server.origin}/customers?number={{ caller.number }}`,
      headers: [{ name: 'Authorization', value: 'Bearer {{ secret.CRM_KEY }}' }],
      timeoutMs: 3000,
      mapping: [{ variable: 'city', expression: 'http.body.city' }],
      ...more,
    },
    { ok: 'end', failed_status: 'end', timeout: 'end', error: 'end' },
  )

/** Lets these blocks answer the number. */
async function answerBy(blocks: Record<string, FlowBlock>): Promise<void> {
  const body = { name: `Data ${randomUUID()}`, document: flowOf(blocks) }
  flow = await centre.asAdmin<Flow>('POST', '/v1/flows', body)
  await centre.asAdmin('POST', `/v1/flows/${flow.id}/publish`, {})
  await centre.asAdmin('PATCH', `/v1/numbers/${numberId}`, { flowId: flow.id })
}

/** Publishes these blocks for the number, calls it, and gives the trace once the call is over. */
async function traceOfCall(blocks: Record<string, FlowBlock>): Promise<FlowTrace> {
  await answerBy(blocks)
  const call = await (await centre.caller()).call(number)
  await call.hears('BYE')
  return endedTrace()
}

/** The trace of the newest run, once it has ended. */
async function endedTrace(): Promise<FlowTrace> {
  const newest = async () => {
    const at = `/v1/flows/${flow.id}/runs?limit=1`
    return (await centre.asAdmin<{ items: FlowTrace[] }>('GET', at)).items[0]
  }
  const [latest] = await centre.calls()
  await until(
    'the trace has ended',
    async () => {
      const run = await newest()
      return run?.callId === latest?.id && run?.endedAt !== null
    },
    30_000,
  )
  const run = await newest()
  return centre.asAdmin('GET', `/v1/flows/${flow.id}/runs/${run?.id}/trace`)
}

const json = { 'content-type': 'application/json' }
const bomb = gzipSync(Buffer.alloc(2e7, ' '))
const drip = (response: ServerResponse): void => {
  response.writeHead(200, json)
  const timer = setInterval(() => response.write(' '), 50)
  response.once('close', () => clearInterval(timer))
}

describe('a request of a flow during a call', () => {
  const answers: [string, (response: ServerResponse) => unknown, string][] = [
    ['tells what is asked', (one) => one.writeHead(200, json).end('{"city":"Bonn"}'), 'ok'],
    ['refuses', (one) => one.writeHead(403).end('no'), 'failed_status'],
    ['fails', (one) => one.writeHead(500).end(), 'failed_status'],
    ['redirects without end', (one) => one.writeHead(307, { location: '/' }).end(), 'error'],
    ['says nothing', () => undefined, 'timeout'],
    ['never ends', drip, 'timeout'],
    ['hangs up', (one) => one.destroy(), 'error'],
    ['sends 10 MB', (one) => one.writeHead(200, json).end(' '.repeat(1e7)), 'error'],
    ['sends broken JSON', (one) => one.writeHead(200, json).end('[{'), 'error'],
    ['lacks what is asked', (one) => one.writeHead(200, json).end('{"town":1}'), 'error'],
    [
      'nests too deep',
      (one) => one.writeHead(200, json).end('['.repeat(1e4) + ']'.repeat(1e4)),
      'error',
    ],
    [
      'sends a bomb',
      (one) => one.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(bomb),
      'error',
    ],
    [
      'lies about its packing',
      (one) => one.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end('not gzip'),
      'error',
    ],
  ]

  it.each(answers)(
    'leaves by a named exit where the server %s',
    async (_what, answer, exit) => {
      server.answers(answer)
      const { steps, outcome } = await traceOfCall({ first: request() })
      expect(steps.find(({ block: id }) => id === 'first')?.outcome).toBe(exit)
      expect(outcome).toBe('completed')
      expect(server.asked[0]).toMatchObject({
        url: '/customers?number=%2B15550100199',
        headers: { authorization: 'Bearer sk-live-0123456789' },
      })
      expect(JSON.stringify(steps)).not.toContain('sk-live')
    },
    60_000,
  )

  it('is given up when the caller hangs up', async () => {
    const gone = Promise.withResolvers<void>()
    const asked = Promise.withResolvers<void>()
    server.answers((response) => {
      response.once('close', () => gone.resolve())
      asked.resolve()
    })
    await answerBy({ first: request({ timeoutMs: 30_000 }) })
    const call = await (await centre.caller()).call(number)
    await asked.promise
    call.hangup()
    await gone.promise
    expect((await endedTrace()).outcome).toBe('caller_hung_up')
  })
})

describe('the other blocks of data', () => {
  it('find and change a customer, and write a note on the call', async () => {
    const body = { name: 'Ada', numbers: ['+15550100199'] }
    const { id } = await centre.asAdmin<Customer>('POST', '/v1/customers', body)
    const { callId, steps } = await traceOfCall({
      first: block(
        'find_contact',
        { value: '{{ caller.number }}' },
        { found: 'keep', not_found: 'end', error: 'end' },
      ),
      keep: block(
        'update_contact',
        { fields: [{ name: 'calls', expression: '1 + 1' }] },
        { next: 'note', error: 'end' },
      ),
      note: block(
        'note',
        { text: '{{ contact.name }}: {{ contact.fields.calls }}' },
        { next: 'tell', error: 'end' },
      ),
      tell: block('emit_event', { name: 'ada.called' }, { next: 'mail', error: 'end' }),
      mail: block(
        'send_mail',
        { to: 'ada@example.com', subject: 'You called', text: 'Thank you.' },
        { next: 'end', error: 'end' },
      ),
    })
    expect(steps.map(({ block: at, outcome }) => `${at} ${outcome}`).slice(1, -1)).toEqual([
      'first found',
      'keep next',
      'note next',
      'tell next',
      'mail next',
    ])
    const customer = await centre.asAdmin<Customer>('GET', `/v1/customers/${id}`)
    expect(customer.attributes).toEqual({ calls: 2 })
    const notes = await centre.asAdmin<{ items: CallNote[] }>('GET', `/v1/calls/${callId}/notes`)
    expect(notes.items.map(({ text }) => text)).toEqual(['Ada: 2'])
  })
})

describe('a flow that is begun without a call', () => {
  it('is carried through by the centre itself', async () => {
    server.answers((response) => response.writeHead(200, json).end('{"city":"Bonn"}'))
    await answerBy({ first: request() })
    const run = await centre.asAdmin<FlowRun>('POST', `/v1/flows/${flow.id}/runs`, {})
    const read = () => centre.asAdmin<FlowTrace>('GET', `/v1/flows/${flow.id}/runs/${run.id}/trace`)
    await until('the run has ended', async () => (await read()).endedAt !== null, 30_000)
    const { outcome, steps } = await read()
    expect(outcome).toBe('completed')
    expect(steps[1]).toMatchObject({ block: 'first', outcome: 'ok', set: { city: 'Bonn' } })
    expect(server.asked[0]?.headers['authorization']).toBe('Bearer sk-live-0123456789')
  })
})
