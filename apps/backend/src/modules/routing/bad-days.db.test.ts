import { openDatabase } from '@iris/platform'
import { type FreshDatabase, freshDatabase, tcpProxy } from '@iris/platform/testing'
import type { IrisEvent } from '@iris/contracts'
import { sql } from 'kysely'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { migrationFolders } from '../../ground.ts'
import type { Tables } from '../../tables.ts'
import { leaseMs } from './lease.ts'
import { attendEveryMs } from './routing-service.ts'
import { type LineCentre, openLineCentre } from './testing/line-centre.ts'

const log = pino({ level: process.env['IRIS_TEST_LOG'] ?? 'silent' })
let database: FreshDatabase<Tables>
let centre: LineCentre
beforeEach(async () => {
  database = await freshDatabase<Tables>(migrationFolders)
  centre = await openLineCentre(database)
})
afterEach(async () => {
  await centre.close()
  await database.close()
})

/** So many at once are made, as the database has connections for. */
const atOnce = 10
async function many<T>(count: number, make: (n: number) => Promise<T>): Promise<T[]> {
  const made: T[] = []
  while (made.length < count) {
    const next = Math.min(atOnce, count - made.length)
    const from = made.length
    made.push(...(await Promise.all(Array.from({ length: next }, (_, n) => make(from + n)))))
  }
  return made
}
const offeredTo = async (contactId: string) => (await centre.entry(contactId))?.offered_to
const becomesOffered = (contactId: string, agentId: string) =>
  expect.poll(() => offeredTo(contactId), { interval: 10 }).toBe(agentId)

describe('an owner that is killed with a thousand waiting', () => {
  const program = fileURLToPath(new URL('./testing/routing-process.ts', import.meta.url))

  it('is followed within 3 s by another, who offers everybody once, in their order', async () => {
    const queue = await centre.newQueue()
    const agents = await many(40, () => centre.newAgent([queue]))
    const began = Date.now() - 3_600_000
    const waiting = await many(1000, (n) =>
      centre.enter({ queueId: queue, waitingSinceMs: began + n * 1000 }),
    )
    const owner = spawn(process.execPath, [program, database.url], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => void owner.kill('SIGKILL'))
    expect(String(await once(owner.stdout, 'data'))).toContain(centre.tenantId)

    const offers = attend(centre)
    onTestFinished(() => offers.stop())
    await many(agents.length, (n) => centre.choose(agents[n] ?? '', 'available'))
    await offers.reach(200)
    const second = centre.startRouting()
    onTestFinished(() => second.close())
    expect(leaseMs + attendEveryMs).toBeLessThan(3000)
    owner.kill('SIGKILL')
    await once(owner, 'exit')
    await expect.poll(() => second.owned().length, { interval: 10 }).toBe(1)

    await offers.reach(1000)
    expect(offers.contacts).toEqual(waiting)
    expect(offers.failed).toEqual([])
  }, 120_000)
})

/** Takes every offer at once and ends the call at once, as many agents would. */
function attend({ bus, accept, endCall }: LineCentre) {
  const contacts: string[] = []
  const failed: unknown[] = []
  const waits: { count: number; resolve: () => void }[] = []
  const stop = bus.watch((event: IrisEvent) => {
    if (event.type !== 'contact.offered') return
    const { contactId, agentId } = event.payload
    contacts.push(contactId)
    for (const { count, resolve } of waits) if (contacts.length >= count) resolve()
    const serve = async () => {
      if (!(await accept(contactId, agentId))) throw new Error(`${contactId} was taken back`)
      await endCall(agentId, contactId)
    }
    serve().catch((error: unknown) => failed.push(error))
  })
  return {
    contacts,
    failed,
    stop,
    reach: (count: number) =>
      new Promise<void>((resolve) => {
        waits.push({ count, resolve })
        if (contacts.length >= count) resolve()
      }),
  }
}

describe('a database that is gone for five seconds', () => {
  it('finds everybody in their place, and routing goes on by itself', async () => {
    const url = new URL(database.url)
    const proxy = await tcpProxy(Number(url.port))
    url.port = String(proxy.port)
    const away = await openDatabase<Tables>({
      url: url.href,
      migrations: migrationFolders,
      logger: log,
    })
    const other = await openLineCentre(away, centre.tenantId)
    const routing = other.startRouting()
    onTestFinished(async () => {
      await routing.close()
      await other.close()
      await away.close()
    })
    const queue = await centre.newQueue()
    const [ada, ben] = [await centre.newAgent([queue]), await centre.newAgent([queue])]
    await centre.choose(ada, 'available')
    const first = await centre.enter({ queueId: queue })
    await becomesOffered(first, ada)

    await proxy.cut()
    const second = await centre.enter({ queueId: queue })
    await centre.choose(ben, 'available')
    await pause(5000)
    expect(await offeredTo(second)).toBeNull()
    await proxy.mend()
    await becomesOffered(second, ben)
    expect(await centre.entry(first)).toMatchObject({ offered_to: ada, offer: 1 })
    expect(await centre.entry(second)).toMatchObject({ offer: 1 })
  })
})

describe('a caller who hangs up as the agent accepts', () => {
  it('has talked or has not, a thousand times in both orders, and the agent is what that makes them', async () => {
    const queue = await centre.newQueue()
    const agents = await many(20, () => centre.newAgent([queue]))
    const left: IrisEvent[] = []
    const stop = centre.bus.watch((event) => {
      if (event.type === 'contact.left_queue') left.push(event)
    })
    onTestFinished(stop)
    const outcomes = { answered: 0, abandoned: 0 }
    for (let round = 0; round < 50; round++) {
      await many(agents.length, async (n) => {
        const agent = agents[n] ?? ''
        await centre.choose(agent, 'available')
        const contact = await centre.enter({ queueId: queue })
        await centre.offer(contact, agent)
        const both = [() => centre.accept(contact, agent), () => centre.leave(contact)]
        const [one, two] = await Promise.all(
          (n % 2 === 0 ? both : both.toReversed()).map((act) => act()),
        )
        const accepted = n % 2 === 0 ? one : two
        const state = (await centre.states())[agent]
        expect([one, two].filter((entry) => entry !== undefined)).toHaveLength(1)
        expect(state).toBe(accepted ? 'in_call' : 'available')
        outcomes[accepted ? 'answered' : 'abandoned'] += 1
        if (accepted) await centre.endCall(agent, contact)
      })
    }
    expect(outcomes.answered + outcomes.abandoned).toBe(1000)
    expect(Math.min(outcomes.answered, outcomes.abandoned)).toBeGreaterThan(0)
    await expect.poll(() => left.length).toBe(1000)
  }, 120_000)
})

describe('a clock that is set', () => {
  it.each([
    ['back', -3_600_000],
    ['forward', 3_600_000],
  ])(
    '%s an hour changes nothing: the owner stays, and times run out when they should',
    async (_, byMs) => {
      const routing = centre.startRouting()
      onTestFinished(() => routing.close())
      const queue = await centre.newQueue()
      const [ada, ben] = [await centre.newAgent([queue]), await centre.newAgent([queue])]
      await centre.choose(ada, 'available')
      await expect.poll(() => routing.owned().length).toBe(1)
      const token = await tokenOf()
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + byMs })
      onTestFinished(() => void vi.useRealTimers())

      const contact = await centre.enter({ queueId: queue, waitingSinceMs: 0 })
      await becomesOffered(contact, ada)
      const leftMs = await offerLastsMs(contact)
      expect(leftMs).toBeGreaterThan(0)
      expect(leftMs).toBeLessThanOrEqual(20_000)
      await centre.end(contact, ada, 'rejected')
      await centre.choose(ben, 'available')
      await becomesOffered(contact, ben)

      const kept = await centre.enter({ queueId: queue, keptFor: { agentId: ben, ms: 4000 } })
      expect(await offeredTo(kept)).toBeNull()
      await becomesOffered(kept, ada)
      expect(await tokenOf()).toBe(token)
    },
  )

  /** How long an offer still runs, by the one clock that counts. */
  const offerLastsMs = (contactId: string) =>
    database.asSystem(async (tx) => {
      const { rows } = await sql<{ ms: number }>`
        select extract(epoch from offer_expires_at - clock_timestamp())::float8 * 1000 as ms
        from queue_entries where contact_id = ${contactId}`.execute(tx)
      return rows[0]?.ms ?? 0
    })

  const tokenOf = () =>
    database.asSystem(async (tx) => {
      const { rows } = await sql<{ token: number }>`
        select token from routing_leases where tenant_id = ${centre.tenantId}`.execute(tx)
      return rows[0]?.token
    })
})
