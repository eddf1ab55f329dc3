import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  agentTone,
  callerTone,
  colleagueTone,
  hearsMusic,
  until,
} from '../../../../testing/call-centre.ts'
import { openSupportDesk, type SupportDesk } from '../../../../testing/support-desk.ts'
import { stopRing, whoStopped } from '../../../../testing/stopped-ring.ts'

let desk: SupportDesk
let centre: SupportDesk['centre']
let ada: SupportDesk['ada']
let ben: SupportDesk['ben']

beforeAll(async () => {
  desk = await openSupportDesk({ queue: { wrapUpMs: 30_000, ringTimeoutMs: 6000 } })
  ;({ centre, ada, ben } = desk)
})
afterAll(() => centre.close())
beforeEach(() => ada.choose({ kind: 'available' }))
afterEach(() => desk.rest())

/** A caller whom Ada talks with, and Ben available. */
async function talk() {
  const { id, call, taken } = await desk.talk()
  await ben.choose({ kind: 'available' })
  const act = (kind: 'swap' | 'merge' | 'complete' | 'cancel') => ada.act(id, { kind })
  const consult = () => ada.act(id, { kind: 'consult', to: { kind: 'agent', agentId: ben.id } })
  return { id, call, taken, act, consult }
}

/** The same, with Ada asking Ben aside. */
async function consultation() {
  const talking = await talk()
  await talking.consult()
  const asked = await ben.accept(colleagueTone)
  await talking.taken.rtp.hears([colleagueTone], [callerTone])
  await consultIs(talking.id, 'aside')
  return { ...talking, asked }
}

const consultIs = (id: string, state: string | undefined) =>
  until(`the consult is ${state}`, async () => {
    return (await ada.call(id)).consult?.state === state
  })

/** How a call's stations with agents ended. */
async function agentsOf(id: string): Promise<string[]> {
  const isIt = (record: { id: string }) => record.id === id
  await until('the call is recorded', async () => (await centre.calls('ended')).some(isIt))
  const { path } = (await centre.calls('ended')).find(isIt)!
  return path.flatMap(({ kind, name, outcome }) => (kind === 'agent' ? [`${name} ${outcome}`] : []))
}

describe('a consult', () => {
  it('leaves the agent with the caller when a supervisor stops the colleague’s ring', async () => {
    const { id, call, taken, consult } = await talk()
    await consult()
    const ringing = await ben.phone.nextCall()
    ringing.ring()
    await consultIs(id, 'ringing')
    await stopRing(centre, ben.id, id)
    await ringing.hears('CANCEL')
    await ben.becomes('available')
    await consultIs(id, undefined)
    await taken.rtp.hears([callerTone])
    await call.rtp.hears([agentTone])
    const by = await whoStopped(centre, ben.id)
    expect(by).toMatchObject({ name: expect.any(String) })
    expect((await ada.call(id)).path.at(-1)).toMatchObject({ outcome: 'rejected', stoppedBy: by })
    call.hangup()
    expect(await agentsOf(id)).toContainEqual(expect.stringMatching(/^Ben .* rejected$/))
  })

  it('goes aside, back and forth, together, and to the colleague, each hearing whom they should', async () => {
    const { id, call, taken, act, asked } = await consultation()
    await asked.rtp.hears([agentTone], [callerTone])
    await hearsMusic(call.rtp)
    expect((await ben.desk()).agent.state).toMatchObject({ kind: 'in_call', callId: id })

    await act('swap')
    await taken.rtp.hears([callerTone], [colleagueTone])
    await call.rtp.hears([agentTone], [colleagueTone])
    await hearsMusic(asked.rtp)
    await consultIs(id, 'swapped')

    await act('swap')
    await taken.rtp.hears([colleagueTone], [callerTone])
    await hearsMusic(call.rtp)
    await consultIs(id, 'aside')

    await act('merge')
    await call.rtp.hears([agentTone, colleagueTone])
    await taken.rtp.hears([callerTone, colleagueTone])
    await asked.rtp.hears([callerTone, agentTone])
    await consultIs(id, 'merged')

    await act('complete')
    await taken.hears('BYE')
    await call.rtp.hears([colleagueTone], [agentTone])
    await asked.rtp.hears([callerTone], [agentTone])
    await ada.becomes('wrap_up')
    expect(await ben.call(id)).toMatchObject({ agent: { id: ben.id }, consult: null })
    call.hangup()
    await asked.hears('BYE')
    await ben.becomes('wrap_up')
    expect(await agentsOf(id)).toEqual(['Ada Morgan transferred', 'Ben Okafor caller_hung_up'])
  })

  it('that is cancelled leaves agent and caller together, and the colleague available', async () => {
    const { id, call, taken, act, asked } = await consultation()
    await act('cancel')
    await asked.hears('BYE')
    await call.rtp.hears([agentTone])
    await taken.rtp.hears([callerTone], [colleagueTone])
    await ben.becomes('available')
    call.hangup()
    await taken.hears('BYE')
    expect(await agentsOf(id)).toEqual(['Ada Morgan caller_hung_up', 'Ben Okafor completed'])
  })

  it('that is not answered brings the agent back to the caller', async () => {
    const { call, taken, consult } = await talk()
    await consult()
    const ringing = await ben.phone.nextCall()
    ringing.ring()
    await taken.rtp.hears([480])
    await hearsMusic(call.rtp)
    await ringing.hears('CANCEL')
    await ben.becomes('not_responding')
    await call.rtp.hears([agentTone])
    await taken.rtp.hears([callerTone], [480])
    call.hangup()
    await taken.hears('BYE')
  })

  it('that is given up while it rings leaves the colleague available', async () => {
    const { call, taken, act, consult } = await talk()
    await consult()
    const ringing = await ben.phone.nextCall()
    ringing.ring()
    await ben.becomes('offering')
    await until('it rings', () =>
      act('cancel').then(
        () => true,
        () => false,
      ),
    )
    await ringing.hears('CANCEL')
    await ben.becomes('available')
    await call.rtp.hears([agentTone])
    call.hangup()
    await taken.hears('BYE')
  })

  it('goes on as a transfer when the agent hangs up while it rings', async () => {
    const { call, taken, consult } = await talk()
    await consult()
    const ringing = await ben.phone.nextCall()
    ringing.ring()
    await taken.rtp.hears([480])
    taken.hangup()
    await ada.becomes('wrap_up')
    await ringing.answer()
    ringing.rtp.say(colleagueTone)
    await call.rtp.hears([colleagueTone])
    await ringing.rtp.hears([callerTone])
    call.hangup()
    await ringing.hears('BYE')
  })

  it('leaves the caller with the colleague when the agent hangs up', async () => {
    const { id, call, taken, asked } = await consultation()
    taken.hangup()
    await call.rtp.hears([colleagueTone])
    await asked.rtp.hears([callerTone])
    await ada.becomes('wrap_up')
    asked.hangup()
    await call.hears('BYE')
    expect(await agentsOf(id)).toEqual(['Ada Morgan transferred', 'Ben Okafor completed'])
  })

  it('leaves the caller with the agent when the colleague hangs up', async () => {
    const { call, taken, asked } = await consultation()
    asked.hangup()
    await call.rtp.hears([agentTone])
    await taken.rtp.hears([callerTone])
    await ben.becomes('available')
    call.hangup()
    await taken.hears('BYE')
  })

  it('ends for both when the caller hangs up, whatever stands', async () => {
    const { id, call, taken, asked } = await consultation()
    call.hangup()
    await taken.hears('BYE')
    await asked.hears('BYE')
    await ada.becomes('wrap_up')
    await ben.becomes('available')
    expect(await agentsOf(id)).toEqual(['Ada Morgan caller_hung_up', 'Ben Okafor caller_hung_up'])
  })

  it('ends for the caller when both agents hang up', async () => {
    const { id, call, taken, asked } = await consultation()
    taken.hangup()
    asked.hangup()
    await call.hears('BYE')
    await ada.becomes('wrap_up')
    await agentsOf(id)
  })

  it('is refused a second time, to an agent who is away, and with nobody to go back to', async () => {
    const { call, taken, act, consult } = await talk()
    await expect(act('swap')).rejects.toThrow('conflict')
    await ben.choose({ kind: 'not_ready', reason: 'lunch' })
    await expect(consult()).rejects.toThrow('not available')
    call.hangup()
    await taken.hears('BYE')
  })
})

describe('who is muted', () => {
  it('is not heard by the others until they are unmuted', async () => {
    const { id, call, taken } = await talk()
    await ada.act(id, { kind: 'mute', party: 'agent' })
    await call.rtp.hearsSilence()
    await taken.rtp.hears([callerTone])
    await ada.act(id, { kind: 'unmute', party: 'agent' })
    await call.rtp.hears([agentTone])
    await ada.act(id, { kind: 'hangup' })
    await call.hears('BYE')
    await taken.hears('BYE')
    await ada.becomes('wrap_up')
  })

  it('among three is shown so, and heard again by the one who is left', async () => {
    const { id, call, taken, asked, act } = await consultation()
    await act('merge')
    await asked.rtp.hears([callerTone, agentTone])
    await ada.act(id, { kind: 'mute', party: 'caller' })
    await asked.rtp.hears([agentTone], [callerTone])
    await taken.rtp.hears([colleagueTone], [callerTone])
    await call.rtp.hears([agentTone, colleagueTone])
    await until('that is shown', async () => {
      return (await ada.desk()).contact?.consult?.muted.join() === 'caller'
    })
    await act('cancel')
    await asked.hears('BYE')
    await taken.rtp.hears([callerTone], [colleagueTone])
    await ada.act(id, { kind: 'hangup' })
    await call.hears('BYE')
    await ada.becomes('wrap_up')
  })
})

describe('an agent whose browser dies in a consult', () => {
  it('leaves the caller with the colleague', async () => {
    const { id, call, taken, asked } = await consultation()
    await ada.line.break()
    await taken.media.close()
    await until(
      'the loss is noticed',
      async () => {
        const record = (await centre.calls('live')).find((one) => one.id === id)
        return record?.agent?.id === ben.id
      },
      15_000,
    )
    await call.rtp.hears([colleagueTone])
    await asked.rtp.hears([callerTone])
    await ada.becomes('offline')
    call.hangup()
    await asked.hears('BYE')
    expect(await agentsOf(id)).toEqual(['Ada Morgan connection_lost', 'Ben Okafor caller_hung_up'])
    ada = await centre.agent('agent1@demo.test')
  })
})
