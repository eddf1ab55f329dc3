import type { Prompt, Queue, QueueStatus, TenantNumber, WaitTreatment } from '@iris/contracts'
import { type PhoneCall, tone, wavFile } from '@iris/telephony/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { agentTone, callerTone, hearsMusic, until } from '../../../../testing/call-centre.ts'
import { hearsWords, type LedCalls, openLedCalls } from '../../../../testing/led-calls.ts'

const number = '+15550100177'
/** In Hz. */
const [musicTone, messageTone, afterTone] = [850, 620, 2100]

let led: LedCalls
let centre: LedCalls['centre']
let support: Queue
let ada: Awaited<ReturnType<LedCalls['centre']['agent']>>

async function prompt(name: string, hz: number): Promise<void> {
  const { id } = await centre.asAdmin<Prompt>('POST', '/v1/prompts', { name })
  await centre.upload(`/v1/prompts/${id}/audio`, wavFile(tone(hz, 1500), 'pcm16'))
}

beforeAll(async () => {
  led = await openLedCalls()
  ;({ centre } = led)
  support = await centre.queue('Support')
  await centre.asAdmin('PATCH', `/v1/queues/${support.id}`, { wrapUpMs: 0, announceEveryMs: 0 })
  await prompt('Waltz', musicTone)
  await prompt('Patience', messageTone)
  await prompt('After', afterTone)
  const body = { number, answerUrl: `${led.hooks.origin}/wait` }
  await centre.asAdmin<TenantNumber>('POST', '/v1/numbers', body)
  ada = await centre.agent('agent1@demo.test')
})
afterAll(() => led.close())
afterEach(async () => {
  await led.quiet()
  await ada.choose({ kind: 'not_ready', reason: 'break' })
})

type Given = Partial<Record<keyof WaitTreatment, unknown>>

/** A caller who waits; whoever leaves the queue by a key hears a tone of its own. */
async function waits(treatment: Given): Promise<{ id: string; call: PhoneCall }> {
  led.hooks.answer('/wait', ({ body }) =>
    body['reason'] === 'started'
      ? [{ kind: 'enqueue', queueId: support.id, treatment, actionUrl: `${led.hooks.origin}/wait` }]
      : [{ kind: 'play', sources: [{ prompt: 'After' }], loop: 20 }],
  )
  const call = await (await centre.caller()).call(number)
  await call.hears('200')
  call.rtp.say(callerTone)
  const live = async () => (await centre.calls('live')).find(({ state }) => state === 'queued')
  await until('the caller waits', async () => (await live()) !== undefined)
  return { id: (await live())?.id ?? '', call }
}

const callBack = { key: '1', action: 'callback', sayText: 'To be called back, press 1.' }
const status = () => centre.asAdmin<QueueStatus>('GET', `/v1/queues/${support.id}/status`)

describe('a caller with a treatment', () => {
  it('hears its music, a message between, and the music again', async () => {
    const { call } = await waits({
      music: 'Waltz',
      messages: [{ prompt: 'Patience', everyMs: 5000 }],
    })
    for (let time = 0; time < 2; time++) {
      await call.rtp.hears([musicTone], [messageTone])
      // Most of the five seconds: 50 packets a second.
      await call.rtp.receives(200)
      await call.rtp.hears([messageTone], [musicTone])
    }
    await expect(call.rtp.hears([musicTone], [messageTone])).resolves.toBe(true)
    call.hangup()
  })

  it('is told the place and the way out first, and hears the queue’s music then', async () => {
    const { call } = await waits({ music: 'queue', position: true, offers: [callBack] })
    await hearsWords(call)
    await expect(hearsMusic(call.rtp)).resolves.toBeUndefined()
    call.hangup()
  })

  it('goes on with the music where a prompt is gone', async () => {
    const { call } = await waits({ music: 'Gone', messages: [{ prompt: 'Gone', everyMs: 5000 }] })
    await expect(hearsMusic(call.rtp)).resolves.toBeUndefined()
    call.hangup()
  })
})

describe('a key that was offered', () => {
  it('leads out of the queue, and the list goes on with what it stands for', async () => {
    const { id, call } = await waits({ music: 'Waltz', offers: [callBack] })
    await call.rtp.hears([musicTone])
    call.rtp.press('1')
    await call.rtp.hears([afterTone], [musicTone])
    const result = { verb: 'enqueue', outcome: 'offer', offer: { key: '1', action: 'callback' } }
    expect(await led.resultOf({ id })).toEqual(result)
    await until('nobody waits', async () => (await status()).waiting === 0)
    call.hangup()
    const { path } = await led.recordOf({ id })
    expect(path.map(({ kind, outcome }) => `${kind} ${outcome}`)).toContain('queue key_1')
  })

  it('takes the ring away from the agent, who is free again', async () => {
    const { call } = await waits({ music: 'Waltz', offers: [callBack] })
    await ada.choose({ kind: 'available' })
    const offered = await ada.phone.nextCall()
    offered.ring()
    call.rtp.press('1')
    await offered.hears('CANCEL')
    await call.rtp.hears([afterTone])
    await ada.becomes('available')
    call.hangup()
  })

  it('does not count before its time, nor does another key', async () => {
    const { call } = await waits({ music: 'Waltz', offers: [{ ...callBack, afterMs: 600_000 }] })
    await call.rtp.hears([musicTone])
    for (const key of ['1', '5', '#']) call.rtp.press(key)
    await ada.choose({ kind: 'available' })
    await ada.accept()
    await call.rtp.hears([agentTone])
    call.hangup()
  })

  it('is a key like any other once the agent has accepted', async () => {
    const { id, call } = await waits({ music: 'Waltz', offers: [callBack] })
    await ada.choose({ kind: 'available' })
    const taken = await ada.accept()
    await call.rtp.hears([agentTone])
    call.rtp.press('1')
    await taken.rtp.hears([callerTone])
    await call.rtp.receives(50)
    await call.rtp.hears([agentTone], [afterTone])
    expect(await ada.call(id)).toMatchObject({ state: 'connected' })
    call.hangup()
    await taken.hears('BYE')
  })
})

describe('a key and an agent at the same moment', () => {
  it('leave the caller with exactly one of the two, whichever comes first', async () => {
    const seen = { talk: 0, out: 0 }
    for (let round = 0; round < 24; round++) {
      const { id, call } = await waits({ music: 'Waltz', offers: [callBack] })
      await ada.choose({ kind: 'available' })
      const offered = await ada.phone.nextCall()
      const accept = async () => {
        await offered.answer()
        offered.rtp.say(agentTone)
      }
      // Packets before the key, so that the two cross in every way: 20 ms each.
      const lead = (round % 6) * 2
      const accepting = round % 2 === 0 ? accept() : call.rtp.receives(1 + lead).then(accept)
      if (round % 2 === 0) await call.rtp.receives(1 + lead)
      call.rtp.press('1')
      await accepting.catch(() => undefined)
      const won = await Promise.race([
        call.rtp.hears([agentTone], [afterTone]).then(() => 'talk' as const),
        call.rtp.hears([afterTone], [agentTone]).then(() => 'out' as const),
      ])
      seen[won]++
      await ada.becomes(won === 'talk' ? 'in_call' : 'available')
      call.hangup()
      const record = await led.recordOf({ id })
      const queue = record.path.find(({ kind }) => kind === 'queue')?.outcome
      expect([won, queue]).toEqual([won, won === 'talk' ? 'answered' : 'key_1'])
      await ada.becomes('available')
      await ada.choose({ kind: 'not_ready', reason: 'break' })
    }
    expect(seen.talk + seen.out).toBe(24)
  }, 240_000)
})
