import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestCentre, type TestCentre } from '../../testing/test-centre.ts'
import { findAgentCalled } from './called.ts'

let centre: TestCentre
beforeAll(async () => {
  centre = await openTestCentre()
})
afterAll(() => centre.close())

type Owner = Awaited<ReturnType<TestCentre['newTenant']>>
const called = (owner: Owner, who: string) =>
  centre.doWork(owner.tenantId, null, (work) => findAgentCalled(work.tx, who))
const unknown = (who: string) => ({
  kind: 'unknown',
  reason: `There is no agent called ${who}.`,
})

describe('an agent', () => {
  it('is known by id, mail address and name, whatever the capitals', async () => {
    const owner = await centre.newTenant()
    const { id: agentId, email, name } = (await centre.newUser(owner.tenantId, ['agent'])).me.user
    for (const who of [agentId, email, name, ` ${email.toUpperCase()} `, name.toUpperCase()]) {
      expect(await called(owner, who), who).toEqual({ kind: 'found', agentId })
    }
  })

  it('is not known by a name that several have, but by what is their own', async () => {
    const owner = await centre.newTenant()
    const { name, email, id: agentId } = (await centre.newUser(owner.tenantId, ['agent'])).me.user
    await centre.newUser(owner.tenantId, ['agent'])
    expect(await called(owner, name)).toEqual({
      kind: 'unknown',
      reason: `Several agents are called ${name}: a mail address says which.`,
    })
    expect(await called(owner, email)).toEqual({ kind: 'found', agentId })
  })

  it('is somebody of this centre who can take calls', async () => {
    const owner = await centre.newTenant()
    const { email: clerk } = (await centre.newUser(owner.tenantId, ['billing'])).me.user
    const stranger = await centre.newTenant()
    const { email: theirs } = (await centre.newUser(stranger.tenantId, ['agent'])).me.user
    for (const who of [clerk, theirs, 'nobody', '']) {
      expect(await called(owner, who)).toEqual(unknown(who))
    }
    expect(await called(owner, 'a\0b')).toEqual(unknown('a\0b'))
  })
})
