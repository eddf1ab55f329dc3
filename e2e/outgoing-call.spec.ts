import type { PhoneCall } from '@iris/telephony/testing'
import { type Carrier, openCarrier } from './fixtures/carrier.ts'
import { expectTone } from './fixtures/expect-audio.ts'
import { agentHz, callerHz, expect, test } from './fixtures/test.ts'
import { DeskPage } from './pages/desk-page.ts'

const outside = '+15550107777'

test.describe('a number outside', () => {
  let carrier: Carrier

  test.beforeEach(async ({ centre, admin }) => {
    carrier = await openCarrier(centre, admin)
  })
  test.afterEach(() => carrier.close())

  test('is dialled on the desk, heard, and spoken to', async ({ centre, newPerson, admin }) => {
    const before = await admin.records()
    const agent = await newPerson(agentHz)
    const desk = new DeskPage(agent.page, centre.origin)
    await desk.signIn('agent1@demo.test')
    await desk.goAvailable()
    await agent.page.getByLabel('Call a number').fill('(555) 010-7777')
    await desk.press('Call')
    const call = await carrier.phone.nextCall()
    expect(call.offered?.uri).toContain(`sip:${outside}@`)
    call.ring()
    const calling = agent.page.getByRole('region', { name: 'Outgoing call' })
    await expect(calling).toContainText('Ringing…')
    await expect(calling).toContainText('(555) 010-7777')
    await desk.is('In call')
    await talk(call, desk)
    await desk.press('End call')
    await call.hears('BYE')
    await desk.is('Available')
    expect(await admin.nextRecord(before)).toMatchObject({
      direction: 'outbound',
      number: { value: outside },
      agent: { name: 'Ada Morgan' },
      cause: 'NORMAL_CLEARING',
      endedBy: 'agent',
    })
  })

  test('is called from the Ctrl+K box, and busy is said in words', async ({
    centre,
    newPerson,
  }) => {
    const agent = await newPerson(agentHz)
    const desk = new DeskPage(agent.page, centre.origin)
    await desk.signIn('agent1@demo.test')
    await agent.page.keyboard.press('Control+k')
    await agent.page.getByRole('combobox').fill('+1 555 010 7777')
    await agent.page.getByRole('option', { name: 'Call +1 555 010 7777' }).click()
    const call = await carrier.phone.nextCall()
    call.respond({ status: 486 })
    const notices = agent.page.getByRole('region', { name: /^Notifications/ })
    await expect(notices).toContainText('The number is busy.')
  })
})

async function talk(call: PhoneCall, desk: DeskPage): Promise<void> {
  await call.answer()
  call.rtp.say(callerHz)
  await expectTone(desk, callerHz)
  await call.rtp.hears([agentHz], [callerHz])
}
