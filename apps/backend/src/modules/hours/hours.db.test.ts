import type { Calendar, Hours, Queue } from '@iris/contracts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  openTestCentre,
  problemCode,
  type SignedInClient,
  type TestCentre,
} from '../../testing/test-centre.ts'

const everyDay = [1, 2, 3, 4, 5, 6, 7]
const always = { open: [{ days: everyDay, from: '00:00', to: '24:00' }] }
const never = { open: [] }

let centre: TestCentre
let owner: SignedInClient & { tenantId: string }
beforeAll(async () => {
  centre = await openTestCentre()
})
afterAll(() => centre.close())
beforeEach(async () => {
  owner = await centre.newTenant()
})

const make = (name: string, calendar: object) =>
  owner.send<Hours>('POST', '/v1/hours', { name, calendar })
const list = async () => (await owner.send<{ items: Hours[] }>('GET', '/v1/hours')).body.items
const queueWith = async (hoursIds: string[]) =>
  (await owner.send<Queue>('POST', '/v1/queues', { name: 'Sales', hoursIds })).body

describe('opening times', () => {
  it('are made, changed and listed by name, with whether they are open now', async () => {
    const office = await make('Office', { ...always, timeZone: 'Europe/Berlin' })
    expect(office.status).toBe(201)
    expect(office.body.now).toEqual({ isOpen: true, until: null, because: null })
    await make('Emergency desk', never)
    expect((await list()).map(({ name, now }) => [name, now.isOpen])).toEqual([
      ['Emergency desk', false],
      ['Office', true],
    ])
    const closures = [{ from: '2020-01-01T00:00', to: '2999-01-01T00:00', title: 'Moving' }]
    const calendar: Partial<Calendar> = { ...office.body.calendar, closures }
    const moved = await owner.send<Hours>('PATCH', `/v1/hours/${office.body.id}`, { calendar })
    expect(moved.body).toMatchObject({
      name: 'Office',
      now: { isOpen: false, because: 'Moving' },
    })
  })

  it('have names of their own, whatever the capitals', async () => {
    await make('Office', always)
    expect(problemCode(await make('OFFICE', always))).toBe('already_exists')
    const other = (await make('Shop', always)).body
    const taken = await owner.send('PATCH', `/v1/hours/${other.id}`, { name: 'office' })
    expect(problemCode(taken)).toBe('already_exists')
  })

  it('that a queue keeps are not deleted; others are', async () => {
    const kept = (await make('Office', always)).body
    await queueWith([kept.id])
    const refused = await owner.send('DELETE', `/v1/hours/${kept.id}`)
    expect(problemCode(refused)).toBe('in_use')
    expect(refused.body).toMatchObject({ detail: expect.stringContaining('Sales') })
    const free = (await make('Shop', always)).body
    expect((await owner.send('DELETE', `/v1/hours/${free.id}`)).status).toBe(204)
    expect(problemCode(await owner.send('DELETE', `/v1/hours/${free.id}`))).toBe('not_found')
  })

  it('of other centres are neither seen nor kept', async () => {
    const theirs = (await make('Office', always)).body
    owner = await centre.newTenant()
    expect(await list()).toEqual([])
    const refused = await owner.send('POST', '/v1/queues', { name: 'Ours', hoursIds: [theirs.id] })
    expect(problemCode(refused)).toBe('validation_failed')
    expect(refused.body).toMatchObject({ errors: [{ path: '/hoursIds' }] })
  })
})

describe('a queue', () => {
  it('is open when any of its opening times is, and always without any', async () => {
    const shut = (await make('Never', never)).body
    const open = (await make('Always', always)).body
    const queue = await queueWith([shut.id])
    expect(queue).toMatchObject({ hoursIds: [shut.id], opening: { isOpen: false } })
    const change = async (hoursIds: string[]) =>
      (await owner.send<Queue>('PATCH', `/v1/queues/${queue.id}`, { hoursIds })).body
    expect(await change([open.id, shut.id])).toMatchObject({
      hoursIds: [open.id, shut.id],
      opening: { isOpen: true },
    })
    expect(await change([])).toMatchObject({ hoursIds: [], opening: { isOpen: true, until: null } })
  })
})
