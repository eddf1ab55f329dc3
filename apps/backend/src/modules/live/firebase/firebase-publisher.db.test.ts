import type { LiveAccess, PresenceDocument } from '@iris/contracts'
import { openLiveDocuments } from '@iris/realtime/documents'
import { pino } from 'pino'
import { expect, it, onTestFinished } from 'vitest'
import {
  openTestCentre,
  type SignedInClient,
  type TestCentre,
} from '../../../testing/test-centre.ts'
import { firebaseForTests } from '../testing/firebase-rig.ts'
import { WrittenPictures } from '../testing/written-pictures.ts'
import { openFirebase } from './firebase-project.ts'
import { FirebasePublisher } from './firebase-publisher.ts'

const log = pino({ level: 'silent' })

async function openCentre() {
  const { server, config } = await firebaseForTests()
  const centre = await openTestCentre({ firebase: config })
  onTestFinished(() => centre.close())
  return { server, config, centre }
}

const askAccess = async (client: SignedInClient) =>
  (await client.send<LiveAccess>('POST', '/v1/live/access')).body

/** A browser that goes the way the backend says. */
function watchPresence(centre: TestCentre, client: SignedInClient) {
  const values: PresenceDocument[] = []
  const documents = openLiveDocuments({
    url: `${centre.origin}/v1/live`,
    access: () => askAccess(client),
    token: async () => client.accessToken,
    onState: () => undefined,
    onRefused: () => undefined,
  })
  onTestFinished(() => documents.close())
  documents.watch('presence/everyone', {
    onValue: (value) => void values.push(value),
    onRefused: () => undefined,
  })
  return { documents, kindOf: (id: string) => values.at(-1)?.agents[id]?.state.kind }
}

const setWanted = (centre: TestCentre, tenantId: string, until: Date) =>
  centre.database.asSystem((tx) =>
    tx
      .updateTable('live_publications')
      .set({ wanted_until: until })
      .where('tenant_id', '=', tenantId)
      .execute(),
  )

it('shows an agent’s change of state to another browser, and who is connected', async () => {
  const { server, centre } = await openCentre()
  const owner = await centre.newTenant('owner')
  const agent = await centre.newUser(owner.tenantId, ['agent'])
  const { documents, kindOf } = watchPresence(centre, owner)
  await expect.poll(() => kindOf(agent.me.user.id)).toBe('offline')
  await agent.send('PUT', '/v1/me/state', { kind: 'available' })
  await expect.poll(() => kindOf(agent.me.user.id)).toBe('available')
  const online = `tenants/${owner.tenantId}/online/${owner.me.user.id}`
  await expect.poll(() => Object.values(server.valueAt(online) ?? {})).toHaveLength(1)
  documents.close()
  await expect.poll(() => server.valueAt(online)).toBeNull()
})

it('grants what a role may see, for an hour', async () => {
  const { centre, config } = await openCentre()
  const owner = await centre.newTenant('owner')
  const agent = await centre.newUser(owner.tenantId, ['agent'])
  const [ofOwner, ofAgent] = [await askAccess(owner), await askAccess(agent)]
  if (ofOwner.driver !== 'firebase' || ofAgent.driver !== 'firebase') throw new Error('by a stream')
  const { project, emulators } = config
  expect(ofOwner).toMatchObject({ project, emulators, tenantId: owner.tenantId })
  expect(claimsOf(ofOwner.token)).toMatchObject({ presence: true, board: true, roles: ['owner'] })
  expect(claimsOf(ofAgent.token)).toMatchObject({ presence: false, board: true, roles: ['agent'] })
  expect(claimsOf(ofAgent.token)).toMatchObject({
    tenant: owner.tenantId,
    until: Date.parse(ofAgent.expiresAt),
  })
})

function claimsOf(token: string): object {
  const payload = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  return payload.claims
}

it('writes for those at whom somebody looks, and takes away what nobody does any more', async () => {
  const { server, centre } = await openCentre()
  const [looked, other] = [await centre.newTenant('owner'), await centre.newTenant('owner')]
  await askAccess(looked)
  await expect.poll(() => server.valueAt(`tenants/${looked.tenantId}/presence`)).not.toBeNull()
  expect(server.valueAt(`tenants/${other.tenantId}`)).toBeNull()
  await setWanted(centre, looked.tenantId, new Date(0))
  await expect.poll(() => server.valueAt(`tenants/${looked.tenantId}`)).toBeNull()
})

it('leaves each centre’s documents to one process, and those of one that is gone to another', async () => {
  const { config, centre } = await openCentre()
  const owner = await centre.newTenant('owner')
  await askAccess(owner)
  const publisherOf = () =>
    centre.database.asSystem((tx) =>
      tx.selectFrom('live_publications').select('publisher_id').executeTakeFirst(),
    )
  await expect.poll(publisherOf).toMatchObject({ publisher_id: expect.any(String) })
  const first = await publisherOf()
  const pictures = new WrittenPictures()
  const firebase = await openFirebase(config)
  const { database } = centre
  const second = new FirebasePublisher({ database, pictures, firebase, log })
  await second.settled()
  expect([await publisherOf(), pictures.held]).toEqual([first, 0])
  // The first says nothing for longer than its lease, as a process does that hangs; else it would look in between.
  await expect
    .poll(async () => {
      await database.asSystem((tx) =>
        tx
          .updateTable('live_publications')
          .set({ published_until: new Date(0) })
          .execute(),
      )
      second.look()
      await second.settled()
      return pictures.held
    })
    .toBe(1)
  expect(await publisherOf()).not.toEqual(first)
  await second.close()
  await firebase.close()
  expect(pictures.held).toBe(0)
})
