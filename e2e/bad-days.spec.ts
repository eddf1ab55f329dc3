import { expectMusic, expectTone } from './fixtures/expect-audio.ts'
import { agentHz, beginTalk, callerHz, expect, test } from './fixtures/test.ts'

const otherAgentHz = 600

test.beforeEach(({ admin }) => admin.setQueue('Support', { wrapUpMs: 0 }))

test('an agent whose tab dies leaves the caller with music, and the next agent gets the caller', async ({
  newDesk,
  newPhone,
  admin,
}) => {
  const before = await admin.records()
  const [desk, phone] = await Promise.all([newDesk('agent1@demo.test'), newPhone()])
  await beginTalk(desk, phone)

  const next = await newDesk('agent2@demo.test', otherAgentHz)
  await next.goAvailable()
  await desk.page.close()
  await expectMusic(phone, agentHz, otherAgentHz)
  await expect(next.page.getByRole('region', { name: 'Incoming call' })).toBeVisible()
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

test('a caller whose tab dies is let go on both sides', async ({ newDesk, newPhone, admin }) => {
  const before = await admin.records()
  const [desk, phone] = await Promise.all([newDesk('agent1@demo.test'), newPhone()])
  await beginTalk(desk, phone)
  await expectTone(desk, callerHz)
  await phone.page.close()
  await desk.is('Available')
  expect(await admin.nextRecord(before)).toMatchObject({
    cause: 'MEDIA_TIMEOUT',
    endedBy: 'system',
  })
})

test('a centre that is killed in a call comes back by itself: the call has its record, the agent goes on', async ({
  centre,
  newDesk,
  newPhone,
  admin,
}) => {
  const before = await admin.records()
  const [desk, phone] = await Promise.all([newDesk('agent1@demo.test'), newPhone()])
  await beginTalk(desk, phone)

  await centre.kill()
  await centre.restart()
  await expect(phone.page.getByRole('button', { name: 'Hang up' })).toBeHidden()
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
