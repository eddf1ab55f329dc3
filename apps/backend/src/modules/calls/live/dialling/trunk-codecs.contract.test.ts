import type { TenantNumber, Trunk } from '@iris/contracts'
import { openPlainMedia, openUdpLine, type PhoneCall, ScriptedPhone } from '@iris/telephony/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { demoNumber } from '../../../../demo/first-centre.ts'
import { callerTone } from '../../../../testing/call-centre.ts'
import { hearsWords, type LedCalls, openLedCalls } from '../../../../testing/led-calls.ts'

const ledNumber = '+15550100178'

let led: LedCalls
let phones: ScriptedPhone[] = []

beforeAll(async () => {
  led = await openLedCalls()
  const { items } = await led.centre.asAdmin<{ items: Trunk[] }>('GET', '/v1/trunks')
  const changes = { codecs: ['G722', 'PCMA'], addresses: ['127.0.0.1'] }
  await led.centre.asAdmin('PATCH', `/v1/trunks/${items[0]?.id ?? ''}`, changes)
  const answerUrl = `${led.hooks.origin}/answer`
  await led.centre.asAdmin<TenantNumber>('POST', '/v1/numbers', { number: ledNumber, answerUrl })
})
afterAll(() => led.close())
afterEach(async () => {
  await led.quiet()
  await Promise.all(phones.map((phone) => phone.close()))
  phones = []
})

/** A call by the carrier, that offers G.711 first and speaks G.722 once that is agreed on. */
async function called(number: string): Promise<PhoneCall> {
  const line = await openUdpLine({ host: '127.0.0.1', port: led.centre.sipPort })
  const phone = new ScriptedPhone(line, {
    user: '+15550100199',
    domain: '127.0.0.1',
    media: { codec: 'G722' },
    async openMedia(options) {
      const media = await openPlainMedia(options)
      const offer = async () => (await media.offer()).replace('RTP/AVP 9', 'RTP/AVP 0 8 9')
      return { ...media, offer }
    },
  })
  phones.push(phone)
  return await phone.call(number)
}

describe('a call that comes by a trunk with codecs of its own', () => {
  it.each([
    ['a flow', demoNumber],
    ['an address', ledNumber],
  ])('is answered by the best of those, by %s', async (_, number) => {
    led.hooks.answer('/answer', () => [{ kind: 'say', text: 'Welcome to the house.' }])
    const call = await called(number)
    await call.hears('200')
    call.rtp.say(callerTone)
    const answer = call.messages.find(({ body }) => body.includes('m=audio'))
    expect(/^m=audio \d+ RTP\/AVP (.*?)\r?$/m.exec(String(answer?.body))?.[1]).toBe('9 101')
    await hearsWords(call)
    expect(call.rtp.packets.at(-1)?.payloadType).toBe(9)
    call.hangup()
  })
})
