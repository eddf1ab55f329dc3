import { afterAll, beforeAll, expect, it } from 'vitest'
import { v7 as uuidv7 } from 'uuid'
import { openTestCentre, type TestCentre } from '../../testing/test-centre.ts'
import { leaveLine } from '../queues/line.ts'
import { standInLine } from './place.ts'
import { findCallback } from './repository.ts'
import { requestCallback } from './service.ts'

let centre: TestCentre
beforeAll(async () => {
  centre = await openTestCentre()
})
afterAll(() => centre.close())

it('needs of agents what the caller needed, each time that it comes into the line', async () => {
  const owner = await centre.newTenant()
  const { body: queue } = await owner.send<{ id: string }>('POST', '/v1/queues', { name: 'Q' })
  const needs = [{ skillId: uuidv7(), level: 3 }]
  const relax = [{ afterMs: 60_000, needs: [] }]
  const request = {
    queueId: queue.id,
    callerName: '',
    callerId: undefined,
    fromCallId: undefined,
    priority: 0,
    waitingSinceMs: Date.now(),
  }
  await centre.doWork(owner.tenantId, null, async (work) => {
    const line = () =>
      work.tx.selectFrom('queue_entries').select(['needs', 'relax']).orderBy('contact_id').execute()
    const id = await requestCallback(work, { ...request, number: '+15550100188', needs, relax })
    expect(await line()).toEqual([{ needs, relax }])
    const row = await findCallback(work.tx, id)
    await leaveLine(work, row?.call_id ?? '', 'left')
    expect(row && (await standInLine(work, row, { isDue: true }))).toBe(true)
    expect(await line()).toEqual([{ needs, relax }])
    await requestCallback(work, { ...request, number: '+15550100189' })
    expect((await line())[1]).toEqual({ needs: [], relax: null })
  })
})
