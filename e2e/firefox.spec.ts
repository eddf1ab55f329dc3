import { expectTone } from './fixtures/expect-audio.ts'
import { type FirefoxPerson, hasFirefox, openFirefox } from './fixtures/firefox.ts'
import { agentHz, callerHz, expect, test as base } from './fixtures/test.ts'

const test = base.extend<{ readonly newFirefox: (tone: number) => Promise<FirefoxPerson> }>({
  // eslint-disable-next-line no-empty-pattern
  newFirefox: async ({}, use) => {
    const opened: FirefoxPerson[] = []
    await use(async (tone) => {
      const person = await openFirefox(tone)
      opened.push(person)
      return person
    })
    await Promise.all(opened.map((person) => person.close()))
  },
})

test.skip(!hasFirefox, 'needs Debian’s firefox-esr')
test.beforeEach(({ admin }) => admin.setQueue('Support', { wrapUpMs: 0 }))

test('Firefox makes a call', async ({ centre, newDesk, newFirefox, admin }) => {
  const before = await admin.records()
  const [desk, firefox] = await Promise.all([newDesk('agent1@demo.test'), newFirefox(callerHz)])
  await desk.goAvailable()
  await firefox.page.goto(`${centre.origin}/call/`)
  await firefox.press('Call')
  await firefox.press('2')
  await desk.press('Accept')
  await expectTone(firefox, agentHz)
  await expectTone(desk, callerHz)
  await firefox.press('Hang up')
  await desk.is('Available')
  expect(await admin.nextRecord(before)).toMatchObject({ endedBy: 'caller' })
})

test('Firefox takes a call', async ({ centre, newPhone, newFirefox, admin }) => {
  const before = await admin.records()
  const [phone, firefox] = await Promise.all([newPhone(), newFirefox(agentHz)])
  await firefox.page.goto(`${centre.origin}/agent/`)
  await firefox.page.locator('input[type=email]').fill('agent2@demo.test')
  await firefox.page.locator('input[type=password]').fill('iris-demo')
  await firefox.press('Sign in')
  await firefox.press('Go available')
  await phone.call()
  await phone.key('2')
  await firefox.press('Accept')
  await expectTone(phone, agentHz)
  await expectTone(firefox, callerHz)
  await firefox.press('End call')
  expect(await admin.nextRecord(before)).toMatchObject({ endedBy: 'agent' })
})
