import type { Prompt, Queue } from '@iris/contracts'
import { tone, wavFile } from '@iris/telephony/testing'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import {
  agentTone,
  type CallCentre,
  hearsMusic,
  openCallCentre,
  until,
} from '../../../../testing/call-centre.ts'

/** The pieces of a queue, in Hz. */
const pieces = [620, 850] as const

let centre: CallCentre
let support: Queue
const ids: string[] = []

beforeAll(async () => {
  centre = await openCallCentre()
  support = await centre.queue('Support')
  for (const hz of pieces) {
    const { id } = await centre.asAdmin<Prompt>('POST', '/v1/prompts', { name: `Piece of ${hz}` })
    await centre.upload(`/v1/prompts/${id}/audio`, wavFile(tone(hz, 1500), 'pcm16'))
    ids.push(id)
  }
  const change = { wrapUpMs: 0, announceEveryMs: 0, music: ids }
  await centre.asAdmin('PATCH', `/v1/queues/${support.id}`, change)
})
afterAll(() => centre.close())
afterEach(() => until('no call is left', async () => (await centre.calls('live')).length === 0))

it('a queue plays its own pieces, one after another and over again, to who waits and who is on hold', async () => {
  const ada = await centre.agent('agent1@demo.test')
  const call = await centre.callSupport(await centre.caller())
  for (const hz of [...pieces, ...pieces]) await call.rtp.hears([hz])
  await ada.choose({ kind: 'available' })
  const taken = await ada.accept()
  await call.rtp.hears([agentTone])
  taken.hold()
  for (const hz of pieces) await call.rtp.hears([hz])
  call.hangup()
  await taken.hears('BYE')
  await ada.choose({ kind: 'offline' })
})

it('a queue without pieces plays the music that every centre has', async () => {
  await centre.asAdmin('PATCH', `/v1/queues/${support.id}`, { music: [] })
  const call = await centre.callSupport(await centre.caller())
  await expect(hearsMusic(call.rtp)).resolves.toBeUndefined()
  call.hangup()
})

it('a piece is a prompt with a sound, and stays while a queue plays it', async () => {
  const { id } = await centre.asAdmin<Prompt>('POST', '/v1/prompts', { name: 'Silent' })
  const path = `/v1/queues/${support.id}`
  await expect(centre.asAdmin('PATCH', path, { music: [id] })).rejects.toThrow('/music')
  await centre.asAdmin('PATCH', path, { music: [...ids, 'hold-music'] })
  await expect(centre.asAdmin('DELETE', `/v1/prompts/${ids[0]}`)).rejects.toThrow('Support')
  const { items } = await centre.asAdmin<{ items: Prompt[] }>('GET', '/v1/prompts')
  expect(items.find((prompt) => prompt.id === ids[1])?.usedBy).toEqual(['Support'])
})
