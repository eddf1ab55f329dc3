import type { SignedIn, SoftphoneCredentials } from '@iris/contracts'
import type { CentreProcess } from './fixtures/centre-process.ts'
import { expectTone } from './fixtures/expect-audio.ts'
import { openPeer } from './fixtures/peer-page.ts'
import { agentHz, callerHz, colleagueHz, expect, test } from './fixtures/test.ts'

/** An agent who signs in by the API and brings a telephone of their own. */
async function signIn({ origin }: CentreProcess, email: string) {
  const send = async <Body>(
    method: string,
    path: string,
    body: object,
    token = '',
  ): Promise<Body> => {
    const response = await fetch(`${origin}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
    return (await response.json()) as Body
  }
  const session = { email, password: 'iris-demo' }
  const { accessToken } = await send<SignedIn>('POST', '/v1/session', session)
  const minted = await send<SoftphoneCredentials>(
    'POST',
    '/v1/softphone/credentials',
    {},
    accessToken,
  )
  return {
    settings: {
      url: `${origin.replace('http', 'ws')}${minted.webSocketPath}`,
      domain: minted.domain,
      user: minted.username,
      password: minted.password,
    },
    goAvailable: () => send('PUT', '/v1/me/state', { kind: 'available' }, accessToken),
  }
}

test('an agent’s telephone (JsSIP) gives its caller to a colleague by REFER', async ({
  centre,
  newPerson,
  newDesk,
  newPhone,
  admin,
}) => {
  const before = await admin.records()
  const [{ page }, ben, phone] = await Promise.all([
    newPerson(agentHz),
    newDesk('agent2@demo.test', colleagueHz),
    newPhone(),
  ])
  const ada = await signIn(centre, 'agent1@demo.test')
  await openPeer(page, { make: 'jssip', settings: ada.settings })
  await ada.goAvailable()
  await phone.call()
  await phone.key('2')
  await expectTone(phone, agentHz)

  await ben.goAvailable()
  const transferred = page.evaluate(
    (uri) => window.irisPeer.transfer(uri),
    `sip:ben.okafor@${ada.settings.domain}`,
  )
  await expect(ben.page.getByRole('region', { name: 'Incoming call' })).toContainText(
    'Ada Morgan transfers this caller to you',
  )
  await ben.press('Accept')
  await expectTone(phone, colleagueHz)
  await expectTone(ben, callerHz)
  await transferred
  await page.evaluate(() => window.irisPeer.over())

  await phone.press('Hang up')
  expect((await admin.nextRecord(before)).path).toMatchObject([
    { kind: 'menu' },
    { kind: 'queue', name: 'Support' },
    { kind: 'agent', name: 'Ada Morgan', outcome: 'transferred' },
    { kind: 'agent', name: 'Ben Okafor' },
  ])
})
