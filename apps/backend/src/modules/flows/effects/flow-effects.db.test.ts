import type { CallNote, Customer, IrisEvent } from '@iris/contracts'
import { isPublicAddress, type MailMessage } from '@iris/platform'
import { createSecretKey } from 'node:crypto'
import { pino } from 'pino'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoFlow } from '../../../demo/demo-flow.ts'
import {
  openTestCentre,
  problemCode,
  type SignedInClient,
  type TestCentre,
} from '../../../testing/test-centre.ts'
import { CallLedger } from '../../calls/live/ledger/ledger.ts'
import { sendDueMails } from '../../mail/sender.ts'
import { type FlowEffects, flowEffects } from './flow-effects.ts'
import type { FlowRun } from './flow-run.ts'
import type { Value } from '@iris/flow'

let centre: TestCentre
let owner: SignedInClient & { tenantId: string }
let effects: FlowEffects
let run: FlowRun & { callId: string }
const never = new AbortController().signal

beforeAll(async () => {
  centre = await openTestCentre()
  owner = await centre.newTenant()
  effects = flowEffects({
    doWork: centre.doWork,
    masterKey: createSecretKey(Buffer.alloc(32, 7)),
    mayReach: isPublicAddress,
  })
  const document = demoFlow({ sales: uuidv7(), support: uuidv7() })
  const flow = await owner.send<{ id: string }>('POST', '/v1/flows', { name: 'Main', document })
  run = { tenantId: owner.tenantId, flowId: flow.body.id, callId: uuidv7() }
  await new CallLedger(centre.doWork, {
    id: run.callId,
    tenantId: owner.tenantId,
    nodeId: uuidv7(),
    startedAtMs: Date.now(),
    from: '+15550100199',
    number: '+15550100100',
    numberId: null,
    flow: undefined,
  }).begun()
})
afterAll(() => centre.close())

/** Sends what waits, by a server that takes everything. */
async function mailsSent(): Promise<MailMessage[]> {
  const sent: MailMessage[] = []
  await sendDueMails({
    database: centre.database,
    mail: { send: async (message) => void sent.push(message), close: async () => undefined },
    soundOf: async () => {
      throw new Error('mail of flows has no sound')
    },
    log: pino({ level: 'silent' }),
  })
  return sent
}

describe('mail of a flow', () => {
  const mail = {
    to: ['Ada@Example.com', 'ada@example.com', 'bo@example.com'],
    subject: 'A\n call',
    text: 'Hello',
  }

  it('goes to each of those it is for once, without a sound', async () => {
    expect(await effects.sendMail(run, mail, never)).toEqual({ kind: 'sent' })
    const sent = await mailsSent()
    expect(sent.map(({ to }) => to).sort()).toEqual(['ada@example.com', 'bo@example.com'])
    expect(sent[0]).toMatchObject({ subject: 'A call', text: 'Hello', attachments: [] })
    expect(await mailsSent()).toEqual([])
  })

  it.each([
    [{ to: [] }, 'bad_address'],
    [{ to: ['ada@example.com', 'nobody'] }, 'bad_address'],
    [{ to: Array.from({ length: 11 }, (_, index) => `a${index}@example.com`) }, 'bad_address'],
    [{ subject: '  ' }, 'bad_mail'],
    [{ subject: 'x'.repeat(201) }, 'bad_mail'],
    [{ text: '' }, 'bad_mail'],
    [{ text: 'x'.repeat(20_001) }, 'bad_mail'],
    [{ text: 'a\0b' }, 'bad_mail'],
  ])('is not sent with %j', async (wrong, code) => {
    const result = await effects.sendMail(run, { ...mail, ...wrong }, never)
    expect(result).toMatchObject({ kind: 'failed', code })
    expect(await mailsSent()).toEqual([])
  })

  it('is refused once too much waits, and the rest is left as it is', async () => {
    const other = await centre.newTenant()
    const row = { tenant_id: other.tenantId, recipient: 'a@example.com', subject: 'S', body: 'T' }
    const rows = Array.from({ length: 999 }, () => {
      return { ...row, id: uuidv7(), voicemail_id: null, state: 'waiting' as const }
    })
    await centre.database.asSystem((tx) => tx.insertInto('mails').values(rows).execute())
    const flooding = { ...run, tenantId: other.tenantId }
    expect(await effects.sendMail(flooding, mail, never)).toMatchObject({ code: 'too_many' })
    await centre.database.asSystem((tx) =>
      tx.deleteFrom('mails').where('tenant_id', '=', other.tenantId).execute(),
    )
  })
})

describe('an event of a flow', () => {
  async function heard(emit: () => Promise<unknown>): Promise<IrisEvent | undefined> {
    const told: IrisEvent[] = []
    const stop = centre.bus.watch((event) => {
      if (event.type === 'flow.event_emitted') told.push(event)
    })
    await emit()
    await expect.poll(() => told.length).toBe(1)
    stop()
    return told[0]
  }

  it('is heard by everybody, with the flow and the call it came from', async () => {
    const payload = { order: 7, lines: ['a', null, { b: true }] }
    const event = await heard(() =>
      effects.emitEvent(run, { name: 'order.placed', payload }, never),
    )
    const { flowId, callId } = run
    expect(event).toMatchObject({
      tenantId: owner.tenantId,
      payload: { flowId, callId, name: 'order.placed', payload },
    })
    const without = await heard(() =>
      effects.emitEvent({ tenantId: run.tenantId, flowId }, { name: 'x', payload: null }, never),
    )
    expect(without?.payload).toEqual({ flowId, name: 'x', payload: null })
  })

  it('has a name of its kind and a payload within bounds', async () => {
    const emit = (name: string, payload: Value) => effects.emitEvent(run, { name, payload }, never)
    expect(await emit('Not a name', null)).toMatchObject({ kind: 'failed' })
    expect(await emit('large', 'x'.repeat(17_000))).toMatchObject({ kind: 'failed' })
    const deep: Value = JSON.parse(`${'['.repeat(40)}${']'.repeat(40)}`)
    expect(await emit('deep', deep)).toMatchObject({ kind: 'failed' })
    const event = await heard(() => emit('odd', '\0 and \ud800'))
    expect(event?.payload).toMatchObject({ payload: '\uFFFD and \uFFFD' })
  })
})

describe('a note of a flow', () => {
  const notesOf = async (callId: string, by: SignedInClient = owner) =>
    by.send<{ items: CallNote[] }>('GET', `/v1/calls/${callId}/notes`)

  it('stands on the call, in order, for those who may see the call', async () => {
    for (const text of ['Wants a refund.', '  Was angry. ']) {
      expect(await effects.addNote(run, { text }, never)).toEqual({ kind: 'noted' })
    }
    const { items } = (await notesOf(run.callId)).body
    expect(items).toMatchObject([
      { text: 'Wants a refund.', flow: { id: run.flowId, name: 'Main' } },
      { text: 'Was angry.' },
    ])
    const stranger = await centre.newTenant()
    expect(problemCode(await notesOf(run.callId, stranger))).toBe('not_found')
    const agent = await centre.newUser(owner.tenantId, ['agent'])
    expect(problemCode(await notesOf(run.callId, agent))).toBe('not_found')
  })

  it('is not written without a text or without a call', async () => {
    const { tenantId, flowId } = run
    const cases = [
      [run, ' \n', 'bad_text'],
      [run, 'x'.repeat(2001), 'bad_text'],
      [{ tenantId, flowId }, 'text', 'no_call'],
      [{ ...run, callId: uuidv7() }, 'text', 'no_call'],
    ] as const
    for (const [of, text, code] of cases) {
      expect(await effects.addNote(of, { text }, never)).toMatchObject({ kind: 'failed', code })
    }
    expect((await notesOf(run.callId)).body.items).toHaveLength(2)
  })
})

describe('customers in a flow', () => {
  let customer: Customer
  beforeAll(async () => {
    const body = {
      name: 'Ada',
      numbers: ['+15550100101'],
      emails: ['ada@example.com'],
      attributes: { tier: 'gold' },
    }
    customer = (await owner.send<Customer>('POST', '/v1/customers', body)).body
    await owner.send('POST', '/v1/customers', { name: 'Bo', numbers: ['+15550100102'] })
  })

  it('are found by number and by address', async () => {
    const known = {
      id: customer.id,
      name: 'Ada',
      numbers: ['+15550100101'],
      emails: ['ada@example.com'],
      language: null,
      attributes: { tier: 'gold' },
    }
    for (const by of [{ number: '+15550100101' }, { email: ' ADA@example.com' }]) {
      const result = await effects.findCustomer(run, { by }, never)
      expect(result).toEqual({ kind: 'found', customer: known })
    }
  })

  it('that nobody knows are no error', async () => {
    for (const by of [{ number: '+15550100999' }, { number: 'anonymous' }, { email: '' }]) {
      expect(await effects.findCustomer(run, { by }, never)).toEqual({ kind: 'none' })
    }
    const stranger = { ...run, tenantId: (await centre.newTenant()).tenantId }
    const by = { number: '+15550100101' }
    expect(await effects.findCustomer(stranger, { by }, never)).toEqual({ kind: 'none' })
  })

  it('are changed by id or by number', async () => {
    const update = (by: { id: string } | { number: string }, patch: Record<string, Value>) =>
      effects.updateCustomer(run, { by, patch }, never)
    const first = await update({ id: customer.id }, { attributes: { tier: 'silver' } })
    expect(first).toMatchObject({ kind: 'updated', customer: { attributes: { tier: 'silver' } } })
    const second = await update({ number: '+15550100101' }, { language: 'de' })
    expect(second).toMatchObject({ kind: 'updated', customer: { name: 'Ada', language: 'de' } })
    expect(await update({ number: '+15550100998' }, {})).toEqual({ kind: 'none' })
    expect(await update({ id: 'no id' }, {})).toEqual({ kind: 'none' })
    const taken = await update({ id: customer.id }, { numbers: ['+15550100102'] })
    expect(taken).toMatchObject({ code: 'taken', reason: '+15550100102 is a number of Bo.' })
    const wrongs: Record<string, Value>[] = [
      { numbers: 'many' },
      { createdAt: 'now' },
      { attributes: { a: {} } },
    ]
    for (const wrong of wrongs) {
      const result = await update({ id: customer.id }, wrong)
      expect(result).toMatchObject({ kind: 'failed', code: 'bad_patch' })
    }
    const { body } = await owner.send<Customer>('GET', `/v1/customers/${customer.id}`)
    expect(body).toMatchObject({ numbers: [{ value: '+15550100101' }], language: 'de' })
  })
})

describe('an effect', () => {
  it('is part of the transaction that a run brings, and undone with it', async () => {
    const note = async () => {
      const path = `/v1/calls/${run.callId}/notes`
      return (await owner.send<{ items: CallNote[] }>('GET', path)).body.items.length
    }
    const mail = { to: ['step@example.com'], subject: 'S', text: 'T' }
    const before = await note()
    const step = (end: () => void) =>
      centre.doWork(run.tenantId, null, async (work) => {
        const within = { ...run, work }
        const by = { number: '+15550100101' }
        const patch = { name: 'Renamed', numbers: ['+15550100102'] }
        const taken = await effects.updateCustomer(within, { by, patch }, never)
        expect(taken).toMatchObject({ code: 'taken' })
        await effects.sendMail(within, mail, never)
        await effects.addNote(within, { text: 'In a step' }, never)
        end()
      })
    await expect(
      step(() => {
        throw new Error('crashed')
      }),
    ).rejects.toThrow('crashed')
    expect([await note(), (await mailsSent()).length]).toEqual([before, 0])
    await step(() => undefined)
    expect([await note(), (await mailsSent()).length]).toEqual([before + 1, 1])
    const known = await effects.findCustomer(run, { by: { number: '+15550100101' } }, never)
    expect(known).toMatchObject({ customer: { name: 'Ada' } })
  })

  it('is not begun for a run that is over', async () => {
    const over = AbortSignal.abort(new Error('the call has ended'))
    const by = { number: '+15550100101' }
    await expect(effects.findCustomer(run, { by }, over)).rejects.toThrow('the call has ended')
    await expect(effects.addNote(run, { text: 'late' }, over)).rejects.toThrow('the call has ended')
  })

  it('asks no server of this network', async () => {
    const command = {
      method: 'GET',
      url: centre.origin,
      headers: [],
      timeoutMs: 5000,
      retries: 0,
      maxBytes: 1000,
    } as const
    const result = await effects.httpRequest(run, command, never)
    expect(result).toMatchObject({ kind: 'failed', code: 'refused_address' })
  })
})
