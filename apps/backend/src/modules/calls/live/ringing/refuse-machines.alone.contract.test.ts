import { inTurn, type PhoneCall, type ScriptedPhone, spoken } from '@iris/telephony/testing'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { type CallCentre, openCallCentre, until } from '../../../../testing/call-centre.ts'
import { refuseMachines } from './refuse-machines.ts'
import type { GroupAnswer } from './ring-group.ts'

const mailbox = { kind: 'number', number: '+15550107771' } as const
const person = { kind: 'number', number: '+15550107772' } as const

let centre: CallCentre
let carrier: ScriptedPhone
let tenantId: string
let sounds: Record<'hello' | 'greeting', Int16Array>
let followed: string[] = []

beforeAll(async () => {
  centre = await openCallCentre()
  carrier = await centre.carrier({ maxChannels: 2 })
  const row = await centre.ground.database.asSystem((tx) =>
    tx.selectFrom('tenants').select('id').executeTakeFirstOrThrow(),
  )
  tenantId = row.id
  sounds = {
    hello: inTurn(300, await spoken('Hello?')),
    greeting: inTurn(
      300,
      await spoken('You have reached the mailbox of John Miller. Please leave a message.'),
    ),
  }
})
afterAll(() => centre.close())
afterEach(async () => {
  for (const leg of followed) await centre.role.voice.hangup(leg, 'NORMAL_CLEARING')
  await centre.role.groups.settled()
  await until('no leg is left', async () => centre.role.voice.load().legs === 0)
})

function ring(
  targets: readonly (typeof mailbox | typeof person)[],
  timeoutMs = 15_000,
): Promise<GroupAnswer> {
  followed = []
  return centre.role.groups.ring({
    tenantId,
    callId: uuidv7(),
    callerId: undefined,
    from: { user: '+15550100199', display: '(555) 010-0199' },
    numberDisplay: '(555) 010-0100',
    waitingSinceMs: Date.now(),
    targets,
    strategy: 'simultaneous',
    ringTimeoutMs: 10_000,
    totalMs: 30_000,
    signal: new AbortController().signal,
    followLeg: (leg) => followed.push(leg),
    beforeConnect: refuseMachines(centre.role.voice, timeoutMs),
  })
}

async function callTo({ number }: typeof mailbox | typeof person, calls: PhoneCall[]) {
  const has = () => calls.find(({ offered }) => offered?.to.uri.includes(number))
  while (!has()) calls.push(await carrier.nextCall())
  const call = has()
  if (!call) throw new Error(`nobody called ${number}`)
  return call
}

it('gives the call to a person while a mailbox that was quicker still talks', async () => {
  const answer = ring([mailbox, person])
  const calls: PhoneCall[] = []
  const box = await callTo(mailbox, calls)
  const human = await callTo(person, calls)
  await box.answer()
  box.rtp.sayOnce(sounds.greeting)
  human.ring()
  await human.answer()
  human.rtp.sayOnce(sounds.hello)
  expect(await answer).toMatchObject({ kind: 'answered', target: person })
  await box.hears('BYE')
})

it('hangs up on a mailbox', async () => {
  const answer = ring([mailbox])
  const box = await callTo(mailbox, [])
  await box.answer()
  box.rtp.sayOnce(sounds.greeting)
  expect(await answer).toMatchObject({ kind: 'failed', cause: 'CALL_REJECTED' })
  await box.hears('BYE')
})

it('lets through who says nothing, after the time', async () => {
  const answer = ring([person], 800)
  const human = await callTo(person, [])
  await human.answer()
  human.rtp.say()
  expect(await answer).toMatchObject({ kind: 'answered', target: person })
})
