import type { AuditEntry, Customer, IrisEvent } from '@iris/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  openTestCentre,
  problemCode,
  type SignedInClient,
  type TestCentre,
} from '../../testing/test-centre.ts'

let centre: TestCentre
let owner: SignedInClient & { tenantId: string }
beforeAll(async () => {
  centre = await openTestCentre()
  owner = await centre.newTenant()
})
afterAll(() => centre.close())

const add = (body: object, by: SignedInClient = owner) =>
  by.send<Customer>('POST', '/v1/customers', body)
const change = (id: string, body: object) =>
  owner.send<Customer>('PATCH', `/v1/customers/${id}`, body)
const find = async (query: Record<string, string>, by: SignedInClient = owner) => {
  const search = new URLSearchParams(query)
  const answer = await by.send<{ items: Customer[]; nextCursor?: string }>(
    'GET',
    `/v1/customers?${search}`,
  )
  return answer.body
}
const namesOf = async (query: Record<string, string>) =>
  (await find(query)).items.map(({ name }) => name)

const ada = {
  name: 'Ada Lovelace',
  numbers: ['+442079460001', '+15550100101'],
  emails: ['Ada@Example.com', 'ada@work.example'],
  language: 'en-GB',
  attributes: { tier: 'gold', orders: 3, vip: true },
}

describe('a customer', () => {
  it('is kept as it was given, numbers in their order and addresses in small letters', async () => {
    const { status, body } = await add(ada)
    expect(status).toBe(201)
    expect(body).toMatchObject({
      name: 'Ada Lovelace',
      numbers: [{ value: '+442079460001' }, { value: '+15550100101', display: '(555) 010-0101' }],
      emails: ['ada@example.com', 'ada@work.example'],
      language: 'en-GB',
      attributes: { tier: 'gold', orders: 3, vip: true },
    })
    expect((await owner.send('GET', `/v1/customers/${body.id}`)).body).toEqual(body)
  })

  it('needs no more than a name', async () => {
    const { body } = await add({ name: 'Charles_Babbage 100%' })
    expect(body).toMatchObject({ numbers: [], emails: [], language: null, attributes: {} })
  })

  it('is found by number, by address, and by parts of its name, numbers and addresses', async () => {
    expect(await namesOf({ number: '+15550100101' })).toEqual(['Ada Lovelace'])
    expect(await namesOf({ number: '+15550100102' })).toEqual([])
    expect(await namesOf({ email: 'ADA@example.com' })).toEqual(['Ada Lovelace'])
    for (const search of ['lovel', '(555) 010-0101', '+4420 7946', 'WORK.example']) {
      expect(await namesOf({ search })).toEqual(['Ada Lovelace'])
    }
    // They stand for themselves, and not for any sign.
    expect(await namesOf({ search: '_' })).toEqual(['Charles_Babbage 100%'])
    expect(await namesOf({ search: '0%' })).toEqual(['Charles_Babbage 100%'])
  })

  it('shares no number with another, who is named', async () => {
    const taken = await add({ name: 'Impostor', numbers: ['+15550100109', '+15550100101'] })
    expect(problemCode(taken)).toBe('already_exists')
    expect(taken.body).toMatchObject({
      errors: [{ path: '/numbers/1', message: '+15550100101 is a number of Ada Lovelace.' }],
    })
    expect(await namesOf({ search: 'Impostor' })).toEqual([])
    const stranger = await centre.newTenant()
    expect((await add({ name: 'Elsewhere', numbers: ['+15550100101'] }, stranger)).status).toBe(201)
    expect((await find({}, stranger)).items).toHaveLength(1)
  })

  it('shares no number where two are added at the same moment', async () => {
    const numbers = ['+15550100121', '+15550100122']
    const answers = await Promise.all([
      add({ name: 'First', numbers }),
      add({ name: 'Second', numbers: numbers.toReversed() }),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
    expect((await find({ number: '+15550100121' })).items).toHaveLength(1)
  })

  it('is changed where it is said: lists whole, attributes one by one', async () => {
    const [{ id } = { id: '' }] = (await find({ search: 'lovelace' })).items
    const attributes = { tier: null, orders: 4, note: 'called twice' }
    const changed = await change(id, { attributes, numbers: ['+15550100101'], language: null })
    expect(changed.body).toMatchObject({
      name: 'Ada Lovelace',
      numbers: [{ value: '+15550100101' }],
      emails: ['ada@example.com', 'ada@work.example'],
      language: null,
    })
    expect(changed.body.attributes).toEqual({ orders: 4, vip: true, note: 'called twice' })
    expect(await namesOf({ number: '+442079460001' })).toEqual([])
    const [other] = (await find({ search: 'Babbage' })).items
    const taken = await change(other?.id ?? '', { name: 'Charles', numbers: ['+15550100101'] })
    expect(problemCode(taken)).toBe('already_exists')
    expect(await namesOf({ search: 'Charles' })).toEqual(['Charles_Babbage 100%'])
  })

  it('has no more attributes than it may, however they come', async () => {
    const [{ id } = { id: '' }] = (await find({ search: 'lovelace' })).items
    const many = (from: number) =>
      Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`a${from + index}`, index]))
    expect((await change(id, { attributes: many(0) })).status).toBe(200)
    expect(problemCode(await change(id, { attributes: many(40) }))).toBe('validation_failed')
  })

  it.each([
    [{ name: ' ' }],
    [{ name: 'N', numbers: ['555 0100'] }],
    [{ name: 'N', numbers: ['+15550100130', '+15550100130'] }],
    [{ name: 'N', emails: ['no address'] }],
    [{ name: 'N', language: 'english please' }],
    [{ name: 'N', attributes: { 'Not a name': 1 } }],
    [{ name: 'N', attributes: { deep: { er: 1 } } }],
    [{ name: 'N', attributes: { text: 'with\0nothing' } }],
  ])('is refused as %j', async (body) => {
    expect(problemCode(await add(body))).toBe('validation_failed')
  })

  it('is listed with others newest first, page by page', async () => {
    const tenant = await centre.newTenant()
    for (const name of ['A', 'B', 'C']) await add({ name }, tenant)
    const first = await find({ limit: '2' }, tenant)
    expect(first.items.map(({ name }) => name)).toEqual(['C', 'B'])
    const rest = await find({ limit: '2', cursor: first.nextCursor ?? '' }, tenant)
    expect(rest.items.map(({ name }) => name)).toEqual(['A'])
    expect(rest.nextCursor).toBeUndefined()
  })

  it('is told of to those who may know customers, and written down without what is in it', async () => {
    const told: IrisEvent[] = []
    const stop = centre.bus.watch((event) => told.push(event))
    const { body } = await add({ name: 'Grace', emails: ['grace@example.com'] })
    await change(body.id, { emails: ['hopper@example.com'] })
    expect((await owner.send('DELETE', `/v1/customers/${body.id}`)).status).toBe(204)
    const about = () =>
      told.flatMap(({ type, payload }) =>
        'customerId' in payload && payload.customerId === body.id ? [type] : [],
      )
    await expect.poll(about).toEqual(['customer.created', 'customer.updated', 'customer.deleted'])
    stop()
    const audit = await owner.send<{ items: AuditEntry[] }>('GET', '/v1/audit?limit=3')
    const [, changed] = audit.body.items
    expect(changed).toMatchObject({ action: 'customer.changed', detail: { fields: ['emails'] } })
    expect(JSON.stringify(audit.body)).not.toContain('hopper@')
    const again = await owner.send('DELETE', `/v1/customers/${body.id}`)
    expect(problemCode(again)).toBe('not_found')
  })

  it('is seen by those who talk to people, and changed by no viewer', async () => {
    const viewer = await centre.newUser(owner.tenantId, ['viewer'])
    expect((await viewer.send('GET', '/v1/customers')).status).toBe(200)
    expect((await add({ name: 'V' }, viewer)).status).toBe(403)
    const billing = await centre.newUser(owner.tenantId, ['billing'])
    expect((await billing.send('GET', '/v1/customers')).status).toBe(403)
    const agent = await centre.newUser(owner.tenantId, ['agent'])
    expect((await add({ name: 'By an agent' }, agent)).status).toBe(201)
    const stranger = await centre.newTenant()
    const [{ id } = { id: '' }] = (await find({ search: 'By an agent' })).items
    expect((await stranger.send('GET', `/v1/customers/${id}`)).status).toBe(404)
    expect((await stranger.send('PATCH', `/v1/customers/${id}`, { name: 'X' })).status).toBe(404)
    expect((await stranger.send('DELETE', `/v1/customers/${id}`)).status).toBe(404)
  })
})
