import { expectMusic, expectTone } from './fixtures/expect-audio.ts'
import { agentHz, callerHz, expect, test } from './fixtures/test.ts'
import { DeskPage } from './pages/desk-page.ts'
import { PublicPhonePage } from './pages/public-phone-page.ts'

const otherAgentHz = 600

test.beforeEach(({ admin }) => admin.setQueue('Support', { wrapUpMs: 0 }))

test('an agent whose tab dies leaves the caller with music, and the next agent gets the caller', async ({
  centre,
  newPerson,
  admin,
}) => {
  const before = await admin.records()
  const [agent, other, caller] = await Promise.all([
    newPerson(agentHz),
    newPerson(otherAgentHz),
    newPerson(callerHz),
  ])
  const desk = new DeskPage(agent.page, centre.origin)
  const next = new DeskPage(other.page, centre.origin)
  const phone = new PublicPhonePage(caller.page, centre.origin)
  await desk.signIn('agent1@demo.test')
  await desk.goAvailable()
  await phone.open()
  await phone.call()
  await phone.key('2')
  await desk.press('Accept')
  await expectTone(phone, agentHz)

  await next.signIn('agent2@demo.test')
  await next.goAvailable()
  await agent.page.close()
  await expectMusic(phone, agentHz, otherAgentHz)
  await expect(other.page.getByRole('region', { name: 'Incoming call' })).toBeVisible({
    timeout: 20_000,
  })
  await next.press('Accept')
  await expectTone(phone, otherAgentHz)
  await phone.press('Hang up')
  const { path } = await admin.nextRecord(before)
  expect(path.map(({ kind, name, outcome }) => `${kind} ${name}: ${outcome}`)).toEqual([
    'menu Main menu: key_2',
    'queue Support: answered',
    'agent Ada Morgan: connection_lost',
    'agent Ben Okafor: caller_hung_up',
  ])
})

test('a caller whose tab dies is let go on both sides', async ({ centre, newPerson, admin }) => {
  const before = await admin.records()
  const [agent, caller] = await Promise.all([newPerson(agentHz), newPerson(callerHz)])
  const desk = new DeskPage(agent.page, centre.origin)
  const phone = new PublicPhonePage(caller.page, centre.origin)
  await desk.signIn('agent1@demo.test')
  await desk.goAvailable()
  await phone.open()
  await phone.call()
  await phone.key('2')
  await desk.press('Accept')
  await expectTone(desk, callerHz)
  await caller.page.close()
  await expect(desk.state).toHaveAccessibleName(/Available/, { timeout: 15_000 })
  expect(await admin.nextRecord(before)).toMatchObject({
    cause: 'MEDIA_TIMEOUT',
    endedBy: 'system',
  })
})

test('a centre that is killed in a call comes back by itself: the call has its record, the agent goes on', async ({
  centre,
  newPerson,
  admin,
}) => {
  const before = await admin.records()
  const [agent, caller] = await Promise.all([newPerson(agentHz), newPerson(callerHz)])
  const desk = new DeskPage(agent.page, centre.origin)
  const phone = new PublicPhonePage(caller.page, centre.origin)
  await desk.signIn('agent1@demo.test')
  await desk.goAvailable()
  await phone.open()
  await phone.call()
  await phone.key('2')
  await desk.press('Accept')
  await expectTone(phone, agentHz)

  await centre.kill()
  await centre.restart()
  await expect(caller.page.getByRole('button', { name: 'Hang up' })).toBeHidden()
  await expect(desk.phone).toContainText('Phone ready')
  await desk.is('Available')
  expect(await admin.nextRecord(before)).toMatchObject({
    cause: 'INTERRUPTED',
    endedBy: 'system',
    agent: { name: 'Ada Morgan' },
  })

  await test.step('the next call goes through', async () => {
    const between = await admin.records()
    await phone.open()
    await phone.call()
    await phone.key('2')
    await desk.press('Accept')
    await expectTone(phone, agentHz)
    await expectTone(desk, callerHz)
    await phone.press('Hang up')
    expect(await admin.nextRecord(between)).toMatchObject({ cause: 'NORMAL_CLEARING' })
  })
})
