import type { AuditEntry, Shift } from '@iris/contracts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  openTestCentre,
  problemCode,
  type SignedInClient,
  type TestCentre,
} from '../../testing/test-centre.ts'

let centre: TestCentre
let owner: SignedInClient & { tenantId: string }
let agent: SignedInClient
beforeAll(async () => {
  centre = await openTestCentre()
})
afterAll(() => centre.close())
beforeEach(async () => {
  owner = await centre.newTenant()
  agent = await centre.newUser(owner.tenantId, ['agent'])
})

const week = { from: '2026-11-23T00:00:00.000Z', to: '2026-11-30T00:00:00.000Z' }
const shift = (activity: Shift['activity'], from: string, to: string): Shift => ({
  activity,
  from: `2026-11-${from}:00.000Z`,
  to: `2026-11-${to}:00.000Z`,
})
const monday = [
  shift('work', '23T08:00', '23T12:00'),
  shift('lunch', '23T12:00', '23T12:30'),
  shift('work', '23T12:30', '23T17:00'),
]

const path = (of = agent, { from, to } = week) =>
  `/v1/agents/${of.me.user.id}/schedule?from=${from}&to=${to}`
const set = (shifts: readonly unknown[], by: SignedInClient = owner, span = week) =>
  by.send<{ items: Shift[] }>('PUT', path(agent, span), { shifts })
const read = async (by: SignedInClient = owner, span = week) =>
  (await by.send<{ items: Shift[] }>('GET', path(agent, span))).body.items
const firstError = (answer: { body: unknown }) =>
  (answer.body as { errors: { path: string; message: string }[] }).errors[0]

describe('a schedule', () => {
  it('is written for a time and read back, earliest first', async () => {
    expect((await set(monday.toReversed())).body.items).toEqual(monday)
    expect(await read()).toEqual(monday)
    const { body } = await owner.send<{ items: AuditEntry[] }>('GET', '/v1/audit')
    expect(body.items[0]).toMatchObject({
      action: 'agent.schedule_changed',
      target: agent.me.user.id,
      detail: { replaced: week, before: [] },
    })
  })

  it('is replaced where shifts begin in the time, and stays as it was elsewhere', async () => {
    const sunday = shift('training', '22T22:00', '23T02:00')
    await set([sunday], owner, { from: '2026-11-22T00:00:00.000Z', to: week.from })
    await set(monday)
    const tuesday = [shift('meeting', '24T09:00', '24T10:00')]
    await set(tuesday)
    expect(await read()).toEqual(tuesday)
    await set([])
    expect(await read(owner, { from: '2026-11-01T00:00:00.000Z', to: week.to })).toEqual([sunday])
  })

  it('has no shifts that overlap, not with those that stay either', async () => {
    const twice = [shift('work', '23T08:00', '23T12:00'), shift('break', '23T11:59', '23T12:15')]
    expect(firstError(await set(twice))).toEqual({
      path: '/shifts/1/from',
      message: 'Overlaps with the shift from 2026-11-23T08:00:00.000Z to 2026-11-23T12:00:00.000Z.',
    })
    const sunday = { from: '2026-11-22T00:00:00.000Z', to: week.from }
    await set([shift('work', '22T22:00', '23T02:00')], owner, sunday)
    const early = await set([shift('work', '23T01:59', '23T08:00')])
    expect(firstError(early)?.message).toContain('which stays')
    expect((await set([shift('work', '23T02:00', '23T08:00')])).status).toBe(200)
    const late = await set([shift('work', '22T22:00', '23T02:01')], owner, sunday)
    expect(firstError(late)).toMatchObject({ path: '/shifts/0/to' })
    expect(await read()).toHaveLength(1)
  })

  it('refuses in words what is no shift, too many, or too long a time', async () => {
    const wrong = [
      [[shift('work', '23T12:00', '23T12:00')], 'A shift ends after it begins.'],
      [[shift('work', '23T12:00', '24T12:01')], 'A shift lasts 24 hours at most.'],
      [[shift('work', '30T00:00', '30T01:00')], 'A shift begins in the time that is replaced.'],
      [Array.from({ length: 501 }, () => monday[0]), 'At most 500 shifts at once.'],
    ] as const
    for (const [shifts, message] of wrong) {
      expect(firstError(await set(shifts))?.message).toBe(message)
    }
    const year = { from: '2026-01-01T00:00:00.000Z', to: '2027-01-03T00:00:00.000Z' }
    expect(firstError(await set([], owner, year))?.message).toBe('At most 366 days after from.')
    expect(problemCode(await set([{ ...monday[0], activity: 'technical' }]))).toBe(
      'validation_failed',
    )
  })

  it('is written by supervisors and read by the agent it is of, by no other agent', async () => {
    const supervisor = await centre.newUser(owner.tenantId, ['supervisor'])
    expect((await set(monday, supervisor)).status).toBe(200)
    expect(await read(agent)).toEqual(monday)
    expect(problemCode(await set([], agent))).toBe('forbidden')
    const colleague = await centre.newUser(owner.tenantId, ['agent'])
    expect(problemCode(await colleague.send('GET', path()))).toBe('forbidden')
  })

  it('is of one tenant: another finds no such agent', async () => {
    await set(monday)
    const stranger = await centre.newTenant()
    expect(problemCode(await stranger.send('GET', path()))).toBe('not_found')
    expect(problemCode(await stranger.send('PUT', path(), { shifts: [] }))).toBe('not_found')
    expect(await read()).toEqual(monday)
  })
})
