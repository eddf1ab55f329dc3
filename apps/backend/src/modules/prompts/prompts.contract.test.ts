import type { Prompt, TenantNumber, Voicemail, VoicemailBox } from '@iris/contracts'
import { block, flowOf } from '@iris/flow/testing'
import { type PhoneCall, tone, wavFile } from '@iris/telephony/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type CallCentre, callerTone, openCallCentre, until } from '../../testing/call-centre.ts'

const promptHz = 700
const greetingHz = 900
const beepHz = 1400

let centre: CallCentre
beforeAll(async () => {
  centre = await openCallCentre()
})
afterAll(() => centre.close())

async function numberWith(number: string, settings: object): Promise<void> {
  await centre.asAdmin<TenantNumber>('POST', '/v1/numbers', { number, ...settings })
}

async function call(number: string): Promise<PhoneCall> {
  const phone = await centre.caller()
  const placed = await phone.call(number)
  await placed.hears('200')
  return placed
}

it('plays an uploaded prompt to callers, and the new one after it was replaced', async () => {
  const prompt = await centre.asAdmin<Prompt>('POST', '/v1/prompts', { name: 'Jingle' })
  const path = `/v1/prompts/${prompt.id}/audio`
  await centre.upload(path, wavFile(tone(promptHz, 1500), 'pcm16'))
  const document = flowOf({
    first: block('play', { prompt: 'Jingle' }, { next: 'end', error: 'end' }),
  })
  const flow = await centre.asAdmin<{ id: string }>('POST', '/v1/flows', { name: 'J', document })
  await centre.asAdmin('POST', `/v1/flows/${flow.id}/publish`, {})
  await numberWith('+15550100170', { flowId: flow.id })

  const first = await call('+15550100170')
  await first.rtp.hears([promptHz])
  await first.hears('BYE')
  await centre.upload(path, wavFile(tone(greetingHz, 1500), 'pcm16'))
  const second = await call('+15550100170')
  await second.rtp.hears([greetingHz], [promptHz])
  await second.hears('BYE')
})

it('leads a number without a flow to its box, whose greeting is a sound', async () => {
  const box = await centre.asAdmin<VoicemailBox>('POST', '/v1/voicemail-boxes', { name: 'Night' })
  await numberWith('+15550100171', { voicemailBoxId: box.id })
  const path = `/v1/voicemail-boxes/${box.id}/greeting/audio`
  const changed = await centre.upload<VoicemailBox>(path, wavFile(tone(greetingHz, 1000), 'PCMA'))
  expect(changed.greetingAudio).toMatchObject({ durationMs: 1000 })

  const caller = await call('+15550100171')
  await caller.rtp.hears([greetingHz])
  await caller.rtp.hears([beepHz])
  caller.rtp.say(callerTone)
  await caller.rtp.receives(150)
  caller.rtp.press('#')
  await caller.hears('BYE')
  const messages = async () =>
    (await centre.asAdmin<{ items: Voicemail[] }>('GET', '/v1/voicemails')).items
  await until('the message is there', async () => (await messages()).length === 1)
  expect(await messages()).toMatchObject([{ box: { id: box.id } }])

  const used = centre.asAdmin('DELETE', `/v1/voicemail-boxes/${box.id}`)
  await expect(used).rejects.toThrow('in_use')
  await centre.asAdmin('DELETE', path)
  const { bytes } = await centre.audio(path)
  expect(bytes.toString('latin1', 0, 4)).toBe('RIFF')
})
