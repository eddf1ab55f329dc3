import type { GuestPhone } from '@iris/contracts'
import { openBrowserMedia, ScriptedPhone, WebSocketLine } from '@iris/telephony/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  agentTone,
  type CallCentre,
  callerTone,
  openCallCentre,
  until,
} from '../../../testing/call-centre.ts'

let centre: CallCentre
beforeAll(async () => {
  centre = await openCallCentre()
  const { id } = await centre.queue('Support')
  await centre.asAdmin('PATCH', `/v1/queues/${id}`, { wrapUpMs: 0 })
})
afterAll(() => centre.close())

/** A phone in a browser without a sign-in, as `/call/` has it. */
async function openGuest() {
  const answer = await fetch(`${centre.origin}/v1/public-phone/credentials`, { method: 'POST' })
  const { username, password, domain, webSocketPath } = (await answer.json()) as GuestPhone
  const line = new WebSocketLine(`${centre.origin.replace('http', 'ws')}${webSocketPath}`)
  await line.connect()
  const media = { media: {}, openMedia: openBrowserMedia }
  return { line, phone: new ScriptedPhone(line, { user: username, password, domain, ...media }) }
}

describe('an agent whose tab dies in a call', () => {
  it('leaves the caller with music; who comes back within the grace time gets the same caller', async () => {
    const ada = await centre.agent('agent1@demo.test')
    await ada.choose({ kind: 'available' })
    const call = await centre.callSupport(await centre.caller())
    const taken = await ada.accept()
    await call.rtp.hears([agentTone])
    await ada.line.break()
    await taken.media.close()
    await until('the loss is noticed', async () => {
      const [live] = await centre.calls('live')
      return live?.path.some(({ outcome }) => outcome === 'connection_lost') ?? false
    })
    const back = await centre.agent('agent1@demo.test')
    const again = await back.accept()
    await again.rtp.hears([callerTone])
    await call.rtp.hears([agentTone])
    call.hangup()
    await again.hears('BYE')
    const [record] = await centre.records(1)
    expect(record?.path.map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual([
      'menu key_2',
      'queue answered',
      'agent connection_lost',
      'agent caller_hung_up',
    ])
    await back.choose({ kind: 'offline' })
    await back.line.break()
  })

  it('loses the caller, who keeps the place, to the next agent after the grace time', async () => {
    const ada = await centre.agent('agent1@demo.test')
    await ada.choose({ kind: 'available' })
    const first = await centre.callSupport(await centre.caller('+15550100301'))
    const taken = await ada.accept()
    await first.rtp.hears([agentTone])
    await centre.callSupport(await centre.caller('+15550100302'))
    const ben = await centre.agent('agent2@demo.test')
    await ada.line.break()
    await taken.media.close()
    await until(
      'the first caller waits again',
      async () => {
        const live = await centre.calls('live')
        return live.filter(({ state }) => state === 'queued').length === 2
      },
      20_000,
    )
    await ben.choose({ kind: 'available' })
    const again = await ben.accept()
    await first.rtp.hears([agentTone])
    await ben.becomes('in_call')
    expect((await ben.desk()).contact?.from.value).toBe('+15550100301')
    await ada.becomes('offline')
    again.hangup()
    await first.hears('BYE')
    const next = await ben.accept()
    await next.rtp.hears([callerTone])
    next.hangup()
    await centre.records(3)
  })
})

describe('a caller whose tab dies', () => {
  it('ends both legs within 15 s', async () => {
    const ben = await centre.agent('agent2@demo.test')
    await ben.choose({ kind: 'available' })
    const before = (await centre.calls('ended')).length
    const { phone, line } = await openGuest()
    const call = await phone.call('+15550100100')
    await call.hears('200')
    call.rtp.say(callerTone)
    await call.rtp.receives(20)
    call.rtp.press('2')
    const taken = await ben.accept()
    await taken.rtp.hears([callerTone])
    await line.break()
    await call.media.close()
    await until('the agent is let go', async () => taken.heard.includes('BYE'), 15_000)
    const [record] = await centre.records(before + 1)
    expect(record).toMatchObject({
      cause: 'MEDIA_TIMEOUT',
      endedBy: 'system',
      from: { value: 'web' },
    })
  })
})

describe('a guest', () => {
  it('can call the centre but not be called: its registration is refused', async () => {
    const { phone } = await openGuest()
    await expect(phone.register()).rejects.toThrow('"status":403')
    await phone.close()
  })
})

describe('a caller who gives up', () => {
  it('leaves no call behind, however soon', async () => {
    const phone = await centre.caller('+15550100155')
    for (let round = 0; round < 8; round++) {
      const call = await phone.call('+15550100100')
      call.cancel()
      // Cancelled, or taken a moment before.
      await phone.until('is told', () =>
        ['487', '200'].some((status) => call.heard.includes(status)),
      )
      if (!call.heard.includes('487')) call.hangup()
    }
    await until('no call is left', async () => (await centre.calls('live')).length === 0)
  })
})
