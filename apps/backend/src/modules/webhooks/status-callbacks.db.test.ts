import type { RotatedWebhookSecret, WebhookSecret } from '@iris/contracts'
import { sql } from 'kysely'
import { createSecretKey } from 'node:crypto'
import { pino } from 'pino'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { openTestCentre, type SignedInClient, type TestCentre } from '../../testing/test-centre.ts'
import { until } from '../../testing/call-centre.ts'
import { openWebhookServer, type WebhookServer } from '../../testing/webhook-server.ts'
import { CallLedger } from '../calls/live/ledger/ledger.ts'
import { closeAbandoned } from '../calls/node.ts'
import { askForVerbs } from './ask-verbs.ts'
import { claimDeliveries, insertDelivery } from './repository.ts'
import { signingSecrets } from './secrets.ts'
import {
  forgetStatusCallbacks,
  noteStatusCallbacks,
  sendStatusCallbacks,
} from './status-callbacks.ts'

const masterKey = createSecretKey(Buffer.alloc(32, 7))
let centre: TestCentre
let hooks: WebhookServer
let owner: SignedInClient & { tenantId: string }

beforeAll(async () => {
  centre = await openTestCentre()
  hooks = await openWebhookServer()
})
afterAll(async () => {
  hooks.close()
  await centre.close()
})
beforeEach(async () => {
  owner = await centre.newTenant('owner')
})

const parts = () => ({
  database: centre.database,
  doWork: centre.doWork,
  masterKey,
  mayReach: () => true,
  log: pino({ level: 'silent' }),
})

async function note(path: string): Promise<string> {
  const id = uuidv7()
  const row = { id, tenant_id: owner.tenantId, call_id: uuidv7(), body: '{"type":"call.ended"}' }
  await centre.doWork(owner.tenantId, null, (work) =>
    insertDelivery(work.tx, { ...row, url: `${hooks.origin}${path}` }),
  )
  return id
}

const rowOf = (id: string) =>
  centre.database.asSystem((tx) =>
    tx.selectFrom('webhook_deliveries').selectAll().where('id', '=', id).executeTakeFirst(),
  )

/** Lets everything be due now. */
const hurry = () =>
  centre.database.asSystem((tx) =>
    tx
      .updateTable('webhook_deliveries')
      .set({ due_at: sql<Date>`now()` })
      .execute(),
  )

describe('a status callback', () => {
  it('is tried again until it is taken, by the same id', async () => {
    let tries = 0
    hooks.answer('/again', (_hook, response) => {
      tries += 1
      response.writeHead(tries < 3 ? 500 : 204).end()
    })
    const id = await note('/again')
    await sendStatusCallbacks(parts())
    expect(await rowOf(id)).toMatchObject({ attempts: 1, failure: 'It answered 500.' })
    // It is not due yet.
    await sendStatusCallbacks(parts())
    expect(tries).toBe(1)
    await hurry()
    await sendStatusCallbacks(parts())
    await hurry()
    await sendStatusCallbacks(parts())
    expect(await rowOf(id)).toMatchObject({ attempts: 3, delivered: true, failure: null })
    const ids = hooks.asked('/again').map(({ headers }) => headers['webhook-id'])
    expect(ids).toEqual([`msg_${id}`, `msg_${id}`, `msg_${id}`])
  })

  it.each([-10, 10])(
    'waits by the database’s clock, where that here is %i minutes off',
    async (minutes) => {
      onTestFinished(() => void vi.useRealTimers())
      hooks.answer('/off', (_hook, response) => response.writeHead(500).end())
      const id = await note('/off')
      vi.setSystemTime(Date.now() + minutes * 60_000)
      await sendStatusCallbacks(parts())
      vi.useRealTimers()
      const pauseMs = ((await rowOf(id))?.due_at.getTime() ?? 0) - Date.now()
      expect(pauseMs).toBeGreaterThan(0)
      expect(pauseMs).toBeLessThanOrEqual(5000)
    },
  )

  it('tells of one call in the order in which things happened, however slow the receiver is', async () => {
    const callId = uuidv7()
    const told: unknown[] = []
    hooks.answer('/order', ({ body }, response) => {
      // The earlier a thing happened, the longer it takes.
      setTimeout(
        () => {
          told.push(body)
          response.writeHead(204).end()
        },
        40 - 20 * Number(body['nr']),
      )
    })
    const bodies = [0, 1, 2].map((nr) => ({ nr }))
    await centre.doWork(owner.tenantId, null, async (work) => {
      for (const body of bodies) {
        await insertDelivery(work.tx, {
          id: uuidv7(),
          tenant_id: owner.tenantId,
          call_id: callId,
          body: JSON.stringify(body),
          url: `${hooks.origin}/order`,
        })
      }
    })
    await sendStatusCallbacks(parts())
    expect(told).toEqual(bodies)
  })

  it('is given up after eight times', async () => {
    hooks.answer('/never', (_hook, response) => response.writeHead(500).end())
    const id = await note('/never')
    for (let turn = 0; turn < 9; turn += 1) {
      await sendStatusCallbacks(parts())
      await hurry()
    }
    expect(await rowOf(id)).toMatchObject({ attempts: 8, delivered: false })
    expect(hooks.asked('/never')).toHaveLength(8)
  })

  it('is given up at once where the receiver says that it is gone', async () => {
    hooks.answer('/gone', (_hook, response) => response.writeHead(410).end())
    const id = await note('/gone')
    await sendStatusCallbacks(parts())
    expect(await rowOf(id)).toMatchObject({ attempts: 1, delivered: false })
  })

  it('that a process took and died with is sent by another', async () => {
    hooks.answer('/lost', (_hook, response) => response.writeHead(204).end())
    const id = await note('/lost')
    await centre.database.asSystem((tx) => claimDeliveries(tx, { limit: 50, leaseMs: 1 }))
    await hurry()
    await sendStatusCallbacks(parts())
    expect(await rowOf(id)).toMatchObject({ attempts: 2, delivered: true })
  })

  it('is sent once by two processes that look at the same moment, and noted once', async () => {
    hooks.answer('/once', (_hook, response) => response.writeHead(204).end())
    const id = await note('/once')
    const row = { id, tenant_id: owner.tenantId, call_id: uuidv7(), url: 'https://x', body: '' }
    await centre.doWork(owner.tenantId, null, (work) => insertDelivery(work.tx, row))
    await Promise.all([sendStatusCallbacks(parts()), sendStatusCallbacks(parts())])
    expect(hooks.asked('/once')).toHaveLength(1)
  })

  it('tells of the end of a call whose process died, too', async () => {
    hooks.answer('/interrupted', (_hook, response) => response.writeHead(204).end())
    const stop = await noteStatusCallbacks(centre.bus, centre.doWork)
    const callId = uuidv7()
    await new CallLedger(centre.doWork, {
      id: callId,
      tenantId: owner.tenantId,
      nodeId: uuidv7(),
      startedAtMs: Date.now(),
      from: '+15550100199',
      number: '+15550100100',
      numberId: null,
      flow: undefined,
      statusCallbackUrl: `${hooks.origin}/interrupted`,
    }).begun()
    const own = { nodeId: uuidv7(), carries: () => false }
    expect(await closeAbandoned(centre.database, centre.doWork, own)).toBe(1)
    await until('both are told', async () => {
      await sendStatusCallbacks(parts())
      return hooks.asked('/interrupted').length === 2
    })
    await stop()
    expect(hooks.asked('/interrupted')[1]?.body).toMatchObject({
      type: 'call.ended',
      call: { id: callId, from: '+15550100199', to: '+15550100100', cause: 'INTERRUPTED' },
    })
  })

  it('is forgotten a week after it ended', async () => {
    hooks.answer('/old', (_hook, response) => response.writeHead(204).end())
    const id = await note('/old')
    await sendStatusCallbacks(parts())
    await forgetStatusCallbacks(parts())
    expect(await rowOf(id)).toBeDefined()
    await centre.database.asSystem((tx) =>
      tx
        .updateTable('webhook_deliveries')
        .set({ ended_at: sql<Date>`now() - interval '8 days'` })
        .where('id', '=', id)
        .execute(),
    )
    await forgetStatusCallbacks(parts())
    expect(await rowOf(id)).toBeUndefined()
  })
})

describe('the secret of webhooks', () => {
  const secrets = () =>
    centre.doWork(owner.tenantId, null, (work) => signingSecrets(work, masterKey))
  const rotate = async (body: object = {}) =>
    (await owner.send<RotatedWebhookSecret>('POST', '/v1/webhook-secret/rotate', body)).body

  it('is there before anybody has asked for it, and the same for everybody', async () => {
    const [first, second] = await Promise.all([secrets(), secrets()])
    expect(first).toEqual(second)
    expect(first[0]).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  })

  it('is shown once, and used beside the one before for a day', async () => {
    const before = await secrets()
    const { secret, previousUntil } = await rotate()
    expect(await secrets()).toEqual([secret, ...before])
    expect(Date.parse(previousUntil ?? '') - Date.now()).toBeGreaterThan(23 * 3_600_000)
    const shown = await owner.send<WebhookSecret>('GET', '/v1/webhook-secret')
    expect(JSON.stringify(shown.body)).not.toContain('whsec_')
    const audit = await owner.send('GET', '/v1/audit')
    expect(JSON.stringify(audit.body)).not.toContain(secret)
  })

  it('that has become known is replaced at once', async () => {
    await rotate()
    const { secret, previousUntil } = await rotate({ endPreviousNow: true })
    expect(await secrets()).toEqual([secret])
    expect(previousUntil).toBeNull()
  })

  it('is nobody’s but owners’, admins’ and developers’', async () => {
    const agent = await centre.newUser(owner.tenantId, ['agent'])
    expect((await agent.send('POST', '/v1/webhook-secret/rotate', {})).status).toBe(403)
    const developer = await centre.newUser(owner.tenantId, ['developer'])
    expect((await developer.send('POST', '/v1/webhook-secret/rotate', {})).status).toBe(200)
  })
})

describe('a question for verbs', () => {
  const question = {
    reason: 'started',
    call: {
      id: uuidv7(),
      direction: 'inbound',
      from: 'a',
      to: 'b',
      answered: false,
      answeredBy: null,
    },
    result: null,
    failure: null,
  } as const

  it('is given up when the call has ended meanwhile', async () => {
    hooks.answer('/slow', () => undefined)
    const ended = new AbortController()
    const to = {
      tenantId: owner.tenantId,
      url: `${hooks.origin}/slow`,
      signal: ended.signal,
    }
    const asked = askForVerbs(parts(), to, question)
    ended.abort(new Error('the call has ended'))
    await expect(asked).rejects.toThrow('the call has ended')
  })
})
