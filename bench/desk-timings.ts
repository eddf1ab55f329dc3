import type { Call, Queue } from '@iris/contracts'
import { setTimeout as pause } from 'node:timers/promises'
import { openPerson } from '../e2e/fixtures/browsers.ts'
import type { CentreProcess } from '../e2e/fixtures/centre-process.ts'
import { DeskPage } from '../e2e/pages/desk-page.ts'
import { PublicPhonePage } from '../e2e/pages/public-phone-page.ts'
import { type Figure, ms, percentile } from './figures.ts'
import { inviteSentAt, noteInvites, whenHeard } from './page-clock.ts'
import { signInTo } from './sign-in.ts'

const rounds = 5
const agentHz = 1000
const callerHz = 440

interface Round {
  readonly inviteToPrompt: number
  readonly acceptToAudio: number
  readonly endToRecord: number
}

/** What an agent and a caller wait for, in real browsers with real audio, on this machine with nothing else to do. */
export async function measureDeskTimings(centre: CentreProcess): Promise<Figure[]> {
  const token = await signInTo(centre, 'admin@demo.test')
  await withoutWrapUp(centre, token)
  const [agent, caller] = await Promise.all([openPerson(agentHz), openPerson(callerHz)])
  await noteInvites(caller.page)
  const desk = new DeskPage(agent.page, centre.origin)
  const phone = new PublicPhonePage(caller.page, centre.origin)
  const signIn: number[] = []
  for (let i = 0; i < rounds; i++) {
    await agent.context.clearCookies()
    signIn.push(await timeSignIn(desk))
  }
  await desk.goAvailable()
  await phone.open()
  const measured: Round[] = []
  for (let i = 0; i < rounds; i++) measured.push(await oneCall(centre, token, desk, phone))
  await Promise.all([agent.close(), caller.close()])
  const middle = (of: (round: Round) => number) => ms(percentile(measured.map(of), 0.5))
  return [
    {
      name: 'sign-in to registered softphone',
      value: ms(percentile(signIn, 0.5)),
      target: '1500 ms',
    },
    {
      name: 'INVITE to first prompt audio',
      value: middle((r) => r.inviteToPrompt),
      target: '150 ms',
    },
    {
      name: 'accept pressed to audio both ways',
      value: middle((r) => r.acceptToAudio),
      target: '300 ms',
    },
    { name: 'end of call to its record', value: middle((r) => r.endToRecord), target: '1000 ms' },
  ]
}

async function timeSignIn(desk: DeskPage): Promise<number> {
  await desk.fillSignIn('agent1@demo.test')
  const startedAt = performance.now()
  await desk.page.getByRole('button', { name: 'Sign in' }).click()
  await desk.page.getByText('Phone ready').waitFor()
  return performance.now() - startedAt
}

async function oneCall(
  centre: CentreProcess,
  token: string,
  desk: DeskPage,
  phone: PublicPhonePage,
): Promise<Round> {
  const before = (await records(centre, token)).length
  const prompt = whenHeard(phone.page)
  await phone.call()
  const inviteToPrompt = (await prompt) - (await inviteSentAt(phone.page))
  await phone.key('2')
  const accept = desk.page.getByRole('button', { name: 'Accept', exact: true })
  await accept.waitFor()
  const heard = Promise.all([whenHeard(desk.page, callerHz), whenHeard(phone.page, agentHz)])
  const pressedAt = accept.evaluate(
    (button) =>
      new Promise<number>((resolve) => {
        button.addEventListener(
          'click',
          () => resolve(performance.timeOrigin + performance.now()),
          {
            capture: true,
          },
        )
      }),
  )
  await accept.click()
  const acceptToAudio = Math.max(...(await heard)) - (await pressedAt)
  await phone.press('Hang up')
  const endedAt = performance.now()
  while ((await records(centre, token)).length <= before) await pause(5)
  const endToRecord = performance.now() - endedAt
  await desk.is('Available')
  await phone.open()
  return { inviteToPrompt, acceptToAudio, endToRecord }
}

async function records(centre: CentreProcess, token: string): Promise<Call[]> {
  const { items } = await ask<{ items: Call[] }>(
    centre,
    token,
    'GET',
    '/v1/calls?state=ended&limit=200',
  )
  return items
}

async function withoutWrapUp(centre: CentreProcess, token: string): Promise<void> {
  const { items } = await ask<{ items: Queue[] }>(centre, token, 'GET', '/v1/queues')
  for (const { id } of items) await ask(centre, token, 'PATCH', `/v1/queues/${id}`, { wrapUpMs: 0 })
}

async function ask<Answer>(
  centre: CentreProcess,
  token: string,
  ...[method, path, body]: [method: string, path: string, body?: object]
): Promise<Answer> {
  const answer = await fetch(`${centre.origin}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  return (await answer.json()) as Answer
}
