import type { PhoneCall, ScriptedPhone } from '@iris/telephony/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { demoNumber } from '../../../../demo/first-centre.ts'
import {
  type CallCentre,
  callerTone,
  openCallCentre,
  until,
} from '../../../../testing/call-centre.ts'
import { type GroupAnswer, type RingGroup, RingGroups } from './ring-group.ts'
import type { RingTarget } from './ring-target.ts'

const FIRST: RingTarget = { kind: 'number', number: '+15550107771' }
const SECOND: RingTarget = { kind: 'number', number: '+15550107772' }
const THIRD: RingTarget = { kind: 'number', number: '+15550107773' }
const whisperTone = 1300
const whisper = { kind: 'tone', hz: [whisperTone], durationMs: 20_000 } as const
const shortWhisper = { kind: 'tone', hz: [whisperTone], durationMs: 300 } as const

let centre: CallCentre
let carrier: ScriptedPhone
let ada: Awaited<ReturnType<CallCentre['agent']>>
let caller: PhoneCall
let callId: string
let tenantId: string
let followed: string[]
let giveUp: AbortController

beforeAll(async () => {
  centre = await openCallCentre()
  // As many channels as any test here uses at once: one that leaks makes the next test fail.
  carrier = await centre.carrier({ maxChannels: 2 })
  ada = await centre.agent('agent1@demo.test')
  caller = await (await centre.caller()).call(demoNumber)
  await caller.hears('200')
  await until('the call is up', async () => (await centre.calls('live')).length === 1)
  callId = (await centre.calls('live'))[0]?.id ?? ''
  tenantId = await tenantOf(callId)
})
afterAll(() => centre.close())
afterEach(async () => {
  for (const leg of followed) await centre.role.voice.hangup(leg, 'NORMAL_CLEARING')
  await centre.role.groups.settled()
  // The caller's, and no other.
  await until('no leg is left', async () => centre.role.voice.load().legs <= 1)
})

async function tenantOf(id: string): Promise<string> {
  const row = await centre.ground.database.asSystem((tx) =>
    tx.selectFrom('calls').select('tenant_id').where('id', '=', id).executeTakeFirstOrThrow(),
  )
  return row.tenant_id
}

function ring(
  targets: readonly RingTarget[],
  changes: Partial<RingGroup> = {},
  groups: Pick<RingGroups, 'ring'> = centre.role.groups,
): Promise<GroupAnswer> {
  followed = []
  giveUp = new AbortController()
  return groups.ring({
    tenantId,
    callId,
    callerId: undefined,
    from: { user: '+15550100199', display: '(555) 010-0199' },
    numberDisplay: '(555) 010-0100',
    waitingSinceMs: Date.now(),
    targets,
    strategy: 'simultaneous',
    ringTimeoutMs: 8000,
    totalMs: 20_000,
    signal: giveUp.signal,
    followLeg: (leg) => followed.push(leg),
    ...changes,
  })
}

/** The next calls at the carrier, by the numbers they are for. */
async function callsTo(...targets: readonly RingTarget[]): Promise<PhoneCall[]> {
  const calls: PhoneCall[] = []
  while (calls.length < targets.length) calls.push(await carrier.nextCall())
  return targets.map((target) => {
    const number = target.kind === 'number' ? target.number : ''
    const call = calls.find(({ offered }) => offered?.to.uri.includes(number))
    if (!call) throw new Error(`nobody called ${number}`)
    return call
  })
}

describe('numbers that ring at once', () => {
  it('are cancelled when another has answered', async () => {
    const answer = ring([FIRST, SECOND])
    const [first, second] = await callsTo(FIRST, SECOND)
    first?.ring()
    second?.ring()
    await second?.answer()
    const leg = expect.any(String)
    expect(await answer).toEqual({ kind: 'answered', leg, target: SECOND })
    expect(followed).toHaveLength(1)
    await first?.hears('CANCEL')
    expect(second?.heard).toEqual(['ACK'])
    await centre.role.voice.hangup(followed[0] ?? '', 'NORMAL_CLEARING')
    await second?.hears('BYE')
  })

  it.each([
    ['the first', 0, 1],
    ['the second', 1, 0],
  ])(
    'and answer in the same instant, %s ahead: one is connected, the other hung up',
    async (_, a, b) => {
      const answer = ring([FIRST, SECOND])
      const calls = await callsTo(FIRST, SECOND)
      await Promise.all([calls[a]?.answer(), calls[b]?.answer()])
      const taken = await answer
      expect(taken.kind).toBe('answered')
      const won = taken.kind === 'answered' && taken.target === FIRST ? 0 : 1
      await calls[1 - won]?.hears('BYE')
      expect(calls[won]?.heard).toEqual(['ACK'])
      expect(centre.role.voice.load().legs).toBe(2)
    },
  )

  it('and are all busy or unanswered come to the cause that tells most', async () => {
    const answer = ring([FIRST, SECOND], { ringTimeoutMs: 3000 })
    const [first, second] = await callsTo(FIRST, SECOND)
    first?.respond({ status: 486 })
    second?.ring()
    expect(await answer).toEqual({
      kind: 'failed',
      cause: 'NO_ANSWER',
      perTarget: [
        { target: FIRST, cause: 'USER_BUSY' },
        { target: SECOND, cause: 'NO_ANSWER' },
      ],
    })
    expect(followed).toEqual([])
  })

  it('are all cancelled when it is given up', async () => {
    const answer = ring([FIRST, SECOND])
    const [first, second] = await callsTo(FIRST, SECOND)
    first?.ring()
    giveUp.abort()
    expect(await answer).toMatchObject({ kind: 'failed', cause: 'ORIGINATOR_CANCEL' })
    // The second has not said a word yet, and may not be cancelled before it does (RFC 3261 §9.1).
    second?.ring()
    await first?.hears('CANCEL')
    await second?.hears('CANCEL')
  })

  it('have told when one of them rings', async () => {
    const rung = Promise.withResolvers<RingTarget>()
    const answer = ring([FIRST], { ringing: rung.resolve })
    const [first] = await callsTo(FIRST)
    first?.ring()
    expect(await rung.promise).toBe(FIRST)
    first?.respond({ status: 603 })
    expect(await answer).toMatchObject({ cause: 'CALL_REJECTED' })
  })
})

describe('numbers that ring in turn', () => {
  it('are rung one after another, each for its time', async () => {
    const answer = ring([FIRST, SECOND, THIRD], { strategy: 'in_turn', ringTimeoutMs: 3000 })
    const [first] = await callsTo(FIRST)
    first?.ring()
    await first?.hears('CANCEL')
    const [second] = await callsTo(SECOND)
    second?.respond({ status: 486 })
    const [third] = await callsTo(THIRD)
    await third?.answer()
    expect(await answer).toMatchObject({ kind: 'answered', target: THIRD })
  })

  it('stop when the whole time is over: those left are not rung', async () => {
    const answer = ring([FIRST, SECOND], { strategy: 'in_turn', totalMs: 1000 })
    const [first] = await callsTo(FIRST)
    first?.ring()
    expect(await answer).toEqual({
      kind: 'failed',
      cause: 'NO_ANSWER',
      perTarget: [{ target: FIRST, cause: 'NO_ANSWER' }],
    })
    expect(carrier.isCalled).toBe(false)
  })
})

describe('an agent in the group', () => {
  it('is reserved while rung, and in the call once they have it', async () => {
    await ada.choose({ kind: 'available' })
    const answer = ring([{ kind: 'agent', agentId: ada.id }, FIRST])
    const [first] = await callsTo(FIRST)
    const offer = await ada.phone.nextCall()
    expect(offer.offered?.headers.get('x-iris-call')).toBe(callId)
    expect((await ada.desk()).agent.state).toMatchObject({ kind: 'offering', callId })
    first?.ring()
    await offer.answer()
    expect(await answer).toMatchObject({ kind: 'answered', target: { agentId: ada.id } })
    await first?.hears('CANCEL')
    expect((await ada.desk()).agent.state).toMatchObject({ kind: 'in_call', callId })
    await letGo()
  })

  it.each([
    ['is free again when somebody else has answered', 'withdrawn', 'available'],
    ['who declines is free again', 'declined', 'available'],
    ['who lets it ring is not responding', 'missed', 'not_responding'],
  ] as const)('%s', async (_, what, becomes) => {
    await ada.choose({ kind: 'available' })
    const targets: RingTarget[] = [{ kind: 'agent', agentId: ada.id }, FIRST]
    const answer = ring(what === 'withdrawn' ? targets : targets.slice(0, 1), {
      ringTimeoutMs: what === 'missed' ? 1000 : 8000,
    })
    const offer = await ada.phone.nextCall()
    offer.ring()
    if (what === 'declined') offer.respond({ status: 486 })
    if (what === 'withdrawn') await (await callsTo(FIRST))[0]?.answer()
    expect((await answer).kind).toBe(what === 'withdrawn' ? 'answered' : 'failed')
    if (what !== 'declined') await offer.hears('CANCEL')
    await centre.role.groups.settled()
    await ada.becomes(becomes)
  })

  it('whose ring is stopped leaves the call to the next, and is free', async () => {
    await ada.choose({ kind: 'available' })
    const answer = ring([{ kind: 'agent', agentId: ada.id }, FIRST], { strategy: 'in_turn' })
    const offer = await ada.phone.nextCall()
    offer.ring()
    centre.role.groups.decline({ callId, agentId: ada.id, by: undefined })
    await offer.hears('CANCEL')
    const [first] = await callsTo(FIRST)
    await ada.becomes('available')
    await first?.answer()
    expect(await answer).toMatchObject({ kind: 'answered', target: FIRST })
  })

  it('who has the call keeps it', async () => {
    await ada.choose({ kind: 'available' })
    const answer = ring([{ kind: 'agent', agentId: ada.id }])
    const offer = await ada.accept()
    expect(await answer).toMatchObject({ kind: 'answered' })
    centre.role.groups.decline({ callId, agentId: ada.id, by: undefined })
    await offer.rtp.receives(10)
    expect((await ada.desk()).agent.state).toMatchObject({ kind: 'in_call', callId })
    expect(offer.heard).not.toContain('BYE')
    await letGo()
  })

  it('who is not available is not rung, nor is one who is not there', async () => {
    await ada.choose({ kind: 'not_ready', reason: 'break' })
    const nobody = { kind: 'agent', agentId: '01968ae3-4c00-7000-8000-000000000001' } as const
    expect(await ring([{ kind: 'agent', agentId: ada.id }, nobody])).toMatchObject({
      kind: 'failed',
      cause: 'USER_BUSY',
      perTarget: [{ cause: 'USER_BUSY' }, { cause: 'USER_NOT_REGISTERED' }],
    })
    expect(ada.phone.isCalled).toBe(false)
  })

  it('who hangs up in the moment in which they get it has not got it', async () => {
    await ada.choose({ kind: 'available' })
    const { voice, phones } = centre.role
    const { doWork, log } = centre.ground
    const writing = Promise.withResolvers<void>()
    const mayWrite = Promise.withResolvers<void>()
    let works = 0
    const groups = new RingGroups({
      voice,
      phones,
      log,
      line: { dial: () => Promise.reject(new Error('nobody dials here')) },
      // The first reserves the agent, the second writes down that they have the call.
      async doWork(...work) {
        if (++works === 2) {
          writing.resolve()
          await mayWrite.promise
        }
        return doWork(...work)
      },
    })
    const answer = ring([{ kind: 'agent', agentId: ada.id }], {}, groups)
    const offer = await ada.accept()
    await writing.promise
    offer.hangup()
    await until('the leg is gone', async () => voice.load().legs <= 1)
    mayWrite.resolve()
    expect(await answer).toMatchObject({ kind: 'failed', cause: 'NORMAL_CLEARING' })
    expect(followed).toEqual([])
    await ada.becomes('available')
    groups.close()
  })

  it('who hangs up during the whisper has rejected it', async () => {
    await ada.choose({ kind: 'available' })
    const answer = ring([{ kind: 'agent', agentId: ada.id }], { whisper })
    const offer = await ada.accept()
    await offer.rtp.hears([whisperTone])
    offer.hangup()
    expect(await answer).toMatchObject({ kind: 'failed', cause: 'CALL_REJECTED' })
    await ada.becomes('available')
  })

  async function letGo(): Promise<void> {
    const event = { kind: 'call_ended', callId, wrapUpMs: 0, phoneReady: true } as const
    const { moveAgent } = await import('../../../agents/service.ts')
    await centre.ground.doWork(tenantId, null, (work) => moveAgent(work, ada.id, event))
  }
})

describe('whoever answers', () => {
  it('hears the whisper, and is connected after it', async () => {
    const answer = ring([FIRST], { whisper: { ...whisper, durationMs: 1000 } })
    const [first] = await callsTo(FIRST)
    await first?.answer()
    first?.rtp.say(callerTone)
    await first?.rtp.hears([whisperTone])
    expect(await answer).toMatchObject({ kind: 'answered' })
    await first?.rtp.hearsSilence()
  })

  it('and hangs up during the whisper has not taken it: the next is rung', async () => {
    const answer = ring([FIRST, SECOND], { whisper, strategy: 'in_turn' })
    const [first] = await callsTo(FIRST)
    await first?.answer()
    await first?.rtp.hears([whisperTone])
    expect(carrier.isCalled).toBe(false)
    first?.hangup()
    const [second] = await callsTo(SECOND)
    second?.respond({ status: 486 })
    expect(await answer).toMatchObject({
      kind: 'failed',
      perTarget: [{ cause: 'CALL_REJECTED' }, { cause: 'USER_BUSY' }],
    })
  })

  it.each([
    ['with the key gets the call', '1', 'answered', undefined],
    ['with another key has declined it', '2', 'failed', 'CALL_REJECTED'],
    ['with no key is taken for a mailbox', '', 'failed', 'NO_ANSWER'],
  ])('%s', async (_, key, kind, cause) => {
    const accept = { key: '1', withinMs: key === '' ? 600 : 10_000 }
    const answer = ring([FIRST], { whisper: shortWhisper, accept })
    const [first] = await callsTo(FIRST)
    await first?.answer()
    await first?.rtp.hears([whisperTone])
    if (key !== '') first?.rtp.press(key)
    expect(await answer).toMatchObject({ kind, ...(cause !== undefined && { cause }) })
    if (kind === 'failed') await first?.hears('BYE')
  })

  it('but does not accept takes the call from nobody who rings on', async () => {
    const accept = { key: '1', withinMs: 15_000 }
    const answer = ring([FIRST, SECOND], { whisper: shortWhisper, accept })
    const [mailbox, person] = await callsTo(FIRST, SECOND)
    person?.ring()
    await mailbox?.answer()
    await mailbox?.rtp.hears([whisperTone])
    await person?.answer()
    await person?.rtp.hears([whisperTone])
    person?.rtp.press('1')
    expect(await answer).toMatchObject({ kind: 'answered', target: SECOND })
    await mailbox?.hears('BYE')
  })

  it('is looked at first, and hears no whisper where that says no', async () => {
    const looked: string[] = []
    const answer = ring([FIRST, SECOND], {
      whisper,
      strategy: 'in_turn',
      beforeConnect: async (leg) => {
        looked.push(leg)
        return 'decline'
      },
    })
    const [first] = await callsTo(FIRST)
    await first?.answer()
    await first?.hears('BYE')
    const [second] = await callsTo(SECOND)
    second?.respond({ status: 486 })
    expect(await answer).toMatchObject({ perTarget: [{ cause: 'CALL_REJECTED' }, {}] })
    expect(looked).toHaveLength(1)
  })

  it('is hung up when it is given up while they are being asked', async () => {
    const never = new Promise<'connect'>(() => undefined)
    const asked = Promise.withResolvers<AbortSignal>()
    const answer = ring([FIRST], {
      beforeConnect: (_, signal) => {
        asked.resolve(signal)
        return never
      },
    })
    const [first] = await callsTo(FIRST)
    await first?.answer()
    const signal = await asked.promise
    giveUp.abort()
    expect(signal.aborted).toBe(true)
    expect(await answer).toMatchObject({ kind: 'failed', cause: 'ORIGINATOR_CANCEL' })
    await first?.hears('BYE')
    expect(followed).toEqual([])
  })
})
