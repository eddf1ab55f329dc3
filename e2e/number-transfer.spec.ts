import type { PhoneCall } from '@iris/telephony/testing'
import { type Carrier, openCarrier } from './fixtures/carrier.ts'
import { expectMusic, expectTone, expectTones } from './fixtures/expect-audio.ts'
import {
  agentHz,
  beginTalk,
  callerHz,
  colleagueHz,
  expect,
  supervisorHz,
  test,
} from './fixtures/test.ts'

const outside = '(555) 010-7777'

let carrier: Carrier

test.beforeEach(async ({ centre, admin }) => {
  await admin.setQueue('Support', { wrapUpMs: 0 })
  carrier = await openCarrier(centre, admin)
})
test.afterEach(() => carrier.close())

async function taken(hz: number): Promise<PhoneCall> {
  const call = await carrier.phone.nextCall()
  call.ring()
  await call.answer()
  call.rtp.say(hz)
  return call
}

test('a caller is given to a number outside, typed into the transfer box', async ({
  newDesk,
  newPhone,
  admin,
}) => {
  const before = await admin.records()
  const [ada, sofia, phone] = await Promise.all([
    newDesk('agent1@demo.test'),
    newDesk('supervisor@demo.test', supervisorHz),
    newPhone(),
  ])
  await beginTalk(ada, phone)
  await ada.press('Transfer')
  await ada.page.getByLabel('Find a colleague or a queue').fill(outside)
  await ada.press(`Transfer to ${outside}`)
  await ada.is('Available')
  const call = await taken(colleagueHz)
  await expectTone(phone, colleagueHz)
  await call.rtp.hears([callerHz], [agentHz])

  await sofia.page.getByRole('link', { name: 'Live calls' }).click()
  const row = sofia.page.getByRole('list', { name: 'Live calls' }).getByRole('listitem')
  await expect(row).toContainText(`Given to ${outside}`)
  await expect(row.getByRole('button', { name: 'Whisper' })).toHaveCount(0)
  await sofia.press('Listen')
  await expectTones(sofia, callerHz, colleagueHz)
  await expect(sofia.phone.getByRole('button', { name: 'Record' })).toHaveCount(0)

  call.hangup()
  await expect(phone.page.getByText('Call ended')).toBeVisible()
  expect(await admin.nextRecord(before)).toMatchObject({
    endedBy: 'callee',
    path: [
      { kind: 'menu' },
      { kind: 'queue' },
      { kind: 'agent', outcome: 'transferred' },
      { kind: 'number', name: outside, outcome: 'completed' },
    ],
  })
})

test('a call that was dialled is talked over with a colleague, and left to them', async ({
  newDesk,
  admin,
}) => {
  const before = await admin.records()
  const [ada, ben] = await Promise.all([
    newDesk('agent1@demo.test'),
    newDesk('agent2@demo.test', colleagueHz),
  ])
  await ada.goAvailable()
  await ben.goAvailable()
  await ada.page.getByLabel('Call a number').fill(outside)
  await ada.press('Call')
  const call = await taken(callerHz)
  await expectTone(ada, callerHz)
  await ada.is('In call')

  await ada.press('Transfer')
  await ada.press('Consult Ben Okafor')
  await ben.press('Accept')
  await expect(ada.contact).toContainText('You talk with Ben Okafor. The other party hears music.')
  await expectTone(ada, colleagueHz)
  await ada.press('Conference')
  await expectTones(ada, callerHz, colleagueHz)
  await call.rtp.hears([agentHz, colleagueHz])
  await ada.press('Hand over')
  await ada.is('Available')
  await expectTone(ben, callerHz)
  await call.rtp.hears([colleagueHz], [agentHz])
  await ben.press('End call')
  await call.hears('BYE')
  expect(await admin.nextRecord(before)).toMatchObject({
    direction: 'outbound',
    agent: { name: 'Ben Okafor' },
    endedBy: 'agent',
  })
})

test('a number outside is consulted, and the caller hears music', async ({ newDesk, newPhone }) => {
  const [ada, phone] = await Promise.all([newDesk('agent1@demo.test'), newPhone()])
  await beginTalk(ada, phone)
  await ada.press('Transfer')
  await ada.page.getByLabel('Find a colleague or a queue').fill('+1 555 010 7777')
  await ada.press('Consult +1 555 010 7777')
  const call = await taken(colleagueHz)
  await expect(ada.contact).toContainText(`You talk with ${outside}. The caller hears music.`)
  await expectTone(ada, colleagueHz)
  await expectMusic(phone, agentHz, callerHz, colleagueHz)
  await ada.press(`Drop ${outside}`)
  await call.hears('BYE')
  await expectTone(phone, agentHz)
  await ada.press('End call')
  await ada.is('Available')
})
