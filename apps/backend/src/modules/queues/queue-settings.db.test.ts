import type { Queue, QueueStatus } from '@iris/contracts'
import { sql } from 'kysely'
import { readFileSync } from 'node:fs'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
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
})
afterAll(() => centre.close())
beforeEach(async () => {
  owner = await centre.newTenant()
})

const make = async (name: string, settings: object = {}) =>
  (await owner.send<Queue>('POST', '/v1/queues', { name, ...settings })).body
const change = (id: string, settings: object) =>
  owner.send<Queue>('PATCH', `/v1/queues/${id}`, settings)
const fullInto = (overflow: object) => ({ limits: { maxWaiting: 1, overflow: { full: overflow } } })
const intoQueue = (queueId: string) => fullInto({ kind: 'queue', queueId })

describe('what a queue does with those who cannot wait', () => {
  it('is to return them to whoever put them there, unless it is said otherwise', async () => {
    const { limits } = await make('Sales')
    expect(limits).toEqual({
      maxWaiting: null,
      maxWaitMs: null,
      overflow: {
        full: { kind: 'return' },
        max_wait: { kind: 'return' },
        no_agents: null,
        closed: { kind: 'return' },
      },
    })
  })

  it.each([
    ['queue', { kind: 'queue', queueId: uuidv7() }],
    ['voicemail box', { kind: 'voicemail', boxId: uuidv7() }],
    ['published flow', { kind: 'flow', flowId: uuidv7() }],
  ])('leads to no %s that is not there', async (_, overflow) => {
    const queue = await make('Sales')
    const refused = await change(queue.id, fullInto(overflow))
    expect(problemCode(refused)).toBe('validation_failed')
    expect(refused.body).toMatchObject({ errors: [{ path: '/limits/overflow/full' }] })
  })

  it('does not lead back to it, directly or through others', async () => {
    const [first, second, third] = [await make('A'), await make('B'), await make('C')]
    expect(problemCode(await change(first.id, intoQueue(first.id)))).toBe('validation_failed')
    expect((await change(first.id, intoQueue(second.id))).status).toBe(200)
    expect((await change(second.id, intoQueue(third.id))).status).toBe(200)
    const ring = await change(third.id, intoQueue(first.id))
    expect(problemCode(ring)).toBe('validation_failed')
    expect(ring.body).toMatchObject({
      errors: [{ path: '/limits/overflow', message: expect.stringContaining('“A”') }],
    })
  })
})

describe('a queue', () => {
  it('needs skills of this centre only', async () => {
    const refused = await owner.send('POST', '/v1/queues', {
      name: 'Sales',
      routing: { needs: [{ skillId: uuidv7(), level: 2 }] },
    })
    expect(refused.body).toMatchObject({ errors: [{ path: '/routing/needs' }] })
  })

  it('keeps the ranks of those who stay when its agents are set', async () => {
    const queue = await make('Sales')
    const set = () =>
      owner.send('PUT', `/v1/queues/${queue.id}/agents`, { agentIds: [owner.me.user.id] })
    await set()
    await centre.doWork(owner.tenantId, null, (work) =>
      work.tx.updateTable('queue_agents').set({ rank: 3 }).execute(),
    )
    await set()
    const ranks = await centre.doWork(owner.tenantId, null, (work) =>
      work.tx.selectFrom('queue_agents').select('rank').execute(),
    )
    expect(ranks).toEqual([{ rank: 3 }])
  })

  it('is closed by hand in one step, says who did it, and is opened again', async () => {
    const queue = await make('Sales')
    const emergency = `/v1/queues/${queue.id}/emergency`
    const closed = await owner.send<Queue>('POST', emergency, { message: 'There is a fire.' })
    expect(closed.body).toMatchObject({
      opening: { isOpen: false, until: null, because: 'There is a fire.' },
      emergency: { by: owner.me.user.name, message: 'There is a fire.' },
    })
    const status = await owner.send<QueueStatus>('GET', `/v1/queues/${queue.id}/status`)
    expect(status.body.opening).toMatchObject({ isOpen: false, because: 'There is a fire.' })
    for (let times = 0; times < 2; times += 1) {
      const open = await owner.send<Queue>('DELETE', emergency)
      expect(open.body).toMatchObject({ opening: { isOpen: true }, emergency: null })
    }
  })
})

describe('a disposition that a queue requires', () => {
  const sale = { id: uuidv7(), name: 'Sale', result: 'sale', children: [] }
  const required = (mode: string) => ({ mode, dispositions: [sale], dispositionRequired: true })

  it('is refused in words where there is no after-call work to choose it in', async () => {
    const { id } = await make('Sales', { wrapUp: required('mandatory_timed') })
    for (const settings of [{ wrapUp: required('off') }, { wrapUpMs: 0 }]) {
      const refused = await change(id, settings)
      expect(problemCode(refused)).toBe('validation_failed')
      expect(refused.body).toMatchObject({
        errors: [
          {
            path: '/wrapUp/dispositionRequired',
            message: expect.stringContaining('no after-call work'),
          },
        ],
      })
    }
    expect((await change(id, { wrapUp: required('mandatory'), wrapUpMs: 0 })).status).toBe(200)
    const made = await owner.send('POST', '/v1/queues', { name: 'B', wrapUp: required('off') })
    expect(problemCode(made)).toBe('validation_failed')
  })

  it('was asked of nobody there, and is required no more', async () => {
    const queues = [
      await make('Off', { wrapUp: { ...required('off'), dispositionRequired: false } }),
      await make('No time', { wrapUpMs: 0 }),
      await make('As long as it takes', { wrapUp: required('mandatory'), wrapUpMs: 0 }),
      await make('Timed', { wrapUp: required('mandatory_timed') }),
    ]
    const migration = new URL('../../migrations/0110_required_dispositions.sql', import.meta.url)
    await centre.database.asSystem(async (tx) => {
      await sql`update queues set wrap_up = wrap_up || '{"dispositionRequired": true}'`.execute(tx)
      await sql.raw(readFileSync(migration, 'utf8')).execute(tx)
    })
    const { items } = (await owner.send<{ items: Queue[] }>('GET', '/v1/queues')).body
    const isRequired = (id: string) =>
      items.find((one) => one.id === id)?.wrapUp.dispositionRequired
    expect(queues.map(({ id }) => isRequired(id))).toEqual([false, false, true, true])
  })
})
