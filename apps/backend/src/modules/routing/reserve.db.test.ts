import { type FreshDatabase, freshDatabase } from '@iris/platform/testing'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { migrationFolders } from '../../ground.ts'
import type { Tables } from '../../tables.ts'
import { BoardMirror } from './board-mirror.ts'
import { attendLeases, type Lease } from './lease.ts'
import { carryOut } from './reserve.ts'
import { type LineCentre, openLineCentre } from './testing/line-centre.ts'
import { nothingTouched } from './touched.ts'

const ownerId = uuidv7()
const phoneReady = () => true

let database: FreshDatabase<Tables>
let centre: LineCentre
let mirror: BoardMirror
beforeAll(async () => {
  database = await freshDatabase<Tables>(migrationFolders)
})
afterAll(() => database.close())
beforeEach(async () => {
  centre = await openLineCentre(database)
  mirror = new BoardMirror(phoneReady)
})
afterEach(() => centre.close())

async function lease(): Promise<Lease> {
  const { leases } = await attendLeases(database, ownerId)
  const ours = leases.find(({ tenantId }) => tenantId === centre.tenantId)
  if (!ours) throw new Error('somebody else owns it')
  return ours
}

/** Decides, has something happen, and carries out what was decided; gives how much of that was left as it is. */
async function decideWhile(happens: () => Promise<unknown>): Promise<number> {
  const decisions = mirror.decide(Date.now())
  await happens()
  const given = { mirror, lease: await lease(), ownerId, phoneReady }
  return (await centre.work((work) => carryOut(work, decisions, given))).length
}

const readAgain = (contactId: string, agents: readonly string[]) =>
  database.readAsTenant(centre.tenantId, (tx) =>
    mirror.refresh(tx, {
      ...nothingTouched(),
      contacts: new Set([contactId]),
      agents: new Set(agents),
    }),
  )

const nothing = () => Promise.resolve()

it('has a contact wait once, each time that it is to ring for several of whom one has changed', async () => {
  const queue = await centre.newQueue({ method: 'ring_all' })
  const skill = await centre.newSkill()
  const agents = [await centre.newAgent([queue]), await centre.newAgent([queue])]
  for (const agent of agents) await centre.choose(agent, 'available')
  const contact = await centre.enter({ queueId: queue })
  await database.readAsTenant(centre.tenantId, (tx) => mirror.load(tx))
  const learns = (level: number) => () => centre.setSkill(agents[0] ?? '', skill, level)
  const rings = async () => (await centre.look()).offers.get(contact)?.toSorted()

  expect(await decideWhile(learns(1))).toBe(1)
  expect(await rings()).toBeUndefined()
  await readAgain(contact, agents)
  expect(await decideWhile(nothing)).toBe(0)
  expect(await rings()).toEqual(agents.toSorted())

  for (const agent of agents) await centre.end(contact, agent, 'withdrawn')
  await readAgain(contact, agents)
  expect(await decideWhile(learns(2))).toBe(1)
  expect(await rings()).toBeUndefined()
  await readAgain(contact, agents)
  expect(await decideWhile(learns(3))).toBe(0)
  expect(await rings()).toEqual(agents.slice(1))
})
