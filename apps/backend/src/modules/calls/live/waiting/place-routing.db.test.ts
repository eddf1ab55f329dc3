import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { v7 as uuidv7 } from 'uuid'
import { openTestCentre, type TestCentre } from '../../../../testing/test-centre.ts'
import { CallLedger, type QueuePlace } from '../ledger/ledger.ts'
import type { PlaceRouting } from './place-routing.ts'

let centre: TestCentre
beforeAll(async () => {
  centre = await openTestCentre()
})
afterAll(() => centre.close())

/** A queue with an agent who is available, and a call. */
async function newCall() {
  const owner = await centre.newTenant()
  const { tenantId } = owner
  const agent = await centre.newUser(tenantId, ['agent'])
  const agentId = agent.me.user.id
  const { id: queueId } = (await owner.send<{ id: string }>('POST', '/v1/queues', { name: 'Q' }))
    .body
  await owner.send('PUT', `/v1/queues/${queueId}/agents`, { agentIds: [agentId] })
  await agent.send('PUT', '/v1/me/state', { kind: 'available' })
  const [id, startedAtMs] = [uuidv7(), Date.now()]
  const call = { id, tenantId, nodeId: uuidv7(), startedAtMs, from: '+15550100199' }
  const more = { number: '+15550100100', numberId: null, flow: undefined }
  const ledger = new CallLedger(centre.doWork, { ...call, ...more })
  await ledger.begun()

  return {
    agentId,

    /** Puts the call into the queue, reads its place, and takes it out again. */
    async placed(routing: PlaceRouting, changes: Partial<QueuePlace> = {}) {
      const place = { queueId, priority: 0, waitingSinceMs: startedAtMs, expiresAtMs: null }
      await ledger.queued({ ...place, ...routing, ...changes }, [], [])
      const row = await centre.doWork(tenantId, null, (work) =>
        work.tx.selectFrom('queue_entries').selectAll().executeTakeFirstOrThrow(),
      )
      await ledger.leftQueue([], 'left')
      return row
    },
  }
}

describe('a place in a queue', () => {
  it('keeps what its caller needs, and whose they are, when they come back to it', async () => {
    const { agentId, placed } = await newCall()
    const needs = [{ skillId: uuidv7(), level: 3 }]
    const relax = [{ afterMs: 60_000, needs: [] }]
    const routing = { needs, relax, keptFor: { agentId, untilMs: null } }
    const kept = { needs, relax, only_agent_id: agentId, sticky_agent_id: null }
    expect(await placed(routing)).toMatchObject(kept)
    expect(await placed(routing, { again: true })).toMatchObject({ ...kept, band: 1 })
  })

  it('leaves to the queue what nobody has said', async () => {
    const { placed } = await newCall()
    expect(await placed({})).toMatchObject({ needs: [], relax: null, only_agent_id: null })
  })

  it('waits for an agent until the time for that is over, and no more once it is left', async () => {
    const { agentId, placed } = await newCall()
    const untilMs = Date.now() + 60_000
    const row = await placed({ keptFor: { agentId, untilMs } })
    expect(row).toMatchObject({ sticky_agent_id: agentId, only_agent_id: null })
    expect(Math.abs((row.sticky_until?.getTime() ?? 0) - untilMs)).toBeLessThan(2000)
    const over = { keptFor: { agentId, untilMs: Date.now() - 1000 } }
    expect(await placed(over)).toMatchObject({ sticky_agent_id: null })
    const again = await placed({ keptFor: { agentId, untilMs } }, { again: true })
    expect(again).toMatchObject({ sticky_agent_id: null, only_agent_id: null })
  })
})
