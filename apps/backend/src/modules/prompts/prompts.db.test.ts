import type { FlowDocument, Prompt } from '@iris/contracts'
import { block, flowOf } from '@iris/flow/testing'
import { tone, toneLevel, wavFile } from '@iris/telephony/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  openTestCentre,
  problemCode,
  type SignedInClient,
  type TestCentre,
} from '../../testing/test-centre.ts'
import { dropLeftOverSounds } from '../sounds/left-over.ts'

let centre: TestCentre
let owner: SignedInClient & { tenantId: string }
beforeAll(async () => {
  centre = await openTestCentre()
  owner = await centre.newTenant()
})
afterAll(() => centre.close())

const jingleHz = 700
const jingle = () => wavFile(tone(jingleHz, 1000), 'pcm16')

const make = async (body: object) => (await owner.send<Prompt>('POST', '/v1/prompts', body)).body
const prompts = async () => (await owner.send<{ items: Prompt[] }>('GET', '/v1/prompts')).body.items
const promptOf = async (id: string) => (await prompts()).find((prompt) => prompt.id === id)

function upload(id: string, file: Uint8Array, type = 'audio/wav', by: SignedInClient = owner) {
  return fetch(`${centre.origin}/v1/prompts/${id}/audio`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${by.accessToken}`, 'content-type': type },
    body: new Uint8Array(file),
  })
}

async function samplesOf(id: string): Promise<Int16Array> {
  const headers = { authorization: `Bearer ${owner.accessToken}` }
  const response = await fetch(`${centre.origin}/v1/prompts/${id}/audio`, { headers })
  expect(response.headers.get('content-type')).toBe('audio/wav')
  return new Int16Array((await response.arrayBuffer()).slice(44))
}

function playing(prompt: string): FlowDocument {
  return flowOf({ first: block('play', { prompt }, { next: 'end', error: 'end' }) })
}

async function publish(name: string, document: FlowDocument) {
  const flow = await owner.send<{ id: string }>('POST', '/v1/flows', { name, document })
  return owner.send('POST', `/v1/flows/${flow.body.id}/publish`, {})
}

async function soundCount(): Promise<number> {
  let count = 0
  for await (const _ of centre.blobs.list(`sounds/${owner.tenantId}/`)) count += 1
  return count
}

describe('a prompt', () => {
  it('has no sound until a file is uploaded, and plays that from then on', async () => {
    const made = await make({ name: 'Jingle' })
    expect(made).toMatchObject({ source: 'none', durationMs: null, usedBy: [] })
    const silent = await owner.send('GET', `/v1/prompts/${made.id}/audio`)
    expect(problemCode(silent)).toBe('not_found')
    const response = await upload(made.id, jingle())
    expect(await response.json()).toMatchObject({ source: 'upload', durationMs: 1000 })
    expect(toneLevel(await samplesOf(made.id), jingleHz)).toBeGreaterThan(7900)
  })

  it('is spoken from a text, and anew from another', async () => {
    const made = await make({ name: 'Closed', text: 'We are closed.' })
    expect(made).toMatchObject({ source: 'speech', text: 'We are closed.', voice: null })
    const before = await samplesOf(made.id)
    const path = `/v1/prompts/${made.id}`
    const text = 'We are closed today, and open again tomorrow.'
    const { body } = await owner.send<Prompt>('PATCH', path, { text })
    expect(body.text).toBe(text)
    expect((await samplesOf(made.id)).length).toBeGreaterThan(before.length)
    await expect.poll(soundCount).toBe(2)
    const bad = await owner.send('PATCH', path, { text, voice: 'hal:9000' })
    expect(problemCode(bad)).toBe('validation_failed')
    expect(await promptOf(made.id)).toMatchObject({ text, voice: null })
  })

  it('has a name of its own, however that is written', async () => {
    for (const name of ['JINGLE', 'hold-music']) {
      const answer = await owner.send('POST', '/v1/prompts', { name })
      expect(problemCode(answer)).toBe('already_exists')
      expect(answer.body).toMatchObject({ errors: [{ path: '/name' }] })
    }
  })

  it('that a published flow plays is neither deleted nor renamed', async () => {
    const { id } = await make({ name: 'Welcome' })
    expect(problemCode(await publish('Too early', playing('Welcome')))).toBe('flow_invalid')
    await upload(id, jingle())
    expect((await publish('Main', playing('welcome'))).status).toBe(200)
    expect(await promptOf(id)).toMatchObject({ usedBy: ['Main'] })
    const path = `/v1/prompts/${id}`
    expect(problemCode(await owner.send('DELETE', path))).toBe('in_use')
    expect(problemCode(await owner.send('PATCH', path, { name: 'Hello' }))).toBe('in_use')
  })

  it('that is played by its id may be renamed, and is known as used', async () => {
    const { id } = await make({ name: 'Menu' })
    await upload(id, jingle())
    await publish('By id', playing(id))
    const { body } = await owner.send<Prompt>('PATCH', `/v1/prompts/${id}`, { name: 'Menu 2' })
    expect(body).toMatchObject({ name: 'Menu 2', usedBy: ['By id'] })
  })

  it('takes its sound along when it is deleted', async () => {
    const before = await soundCount()
    const { id } = await make({ name: 'Gone soon' })
    await upload(id, jingle())
    expect(await soundCount()).toBe(before + 1)
    expect((await owner.send('DELETE', `/v1/prompts/${id}`)).status).toBe(204)
    await expect.poll(soundCount).toBe(before)
  })
})

describe('an upload', () => {
  it('that is no sound is refused in words, and changes nothing', async () => {
    const { id } = await make({ name: 'Refused' })
    const cases = [
      [Buffer.from('ID3 as MP3 files begin'), 'audio/wav', 422, 'This is no WAV file.'],
      [jingle(), 'application/json', 400, 'Content-Type: audio/wav'],
      [Buffer.alloc(6 * 1024 * 1024), 'audio/wav', 413, '5 MiB'],
    ] as const
    for (const [file, type, status, words] of cases) {
      const response = await upload(id, file, type)
      expect(response.status).toBe(status)
      expect(await response.text()).toContain(words)
    }
    expect(await promptOf(id)).toMatchObject({ source: 'none' })
  })

  it('is for those who write flows, in their own centre', async () => {
    const { id } = await make({ name: 'Guarded' })
    const agent = await centre.newUser(owner.tenantId, ['agent'])
    expect((await upload(id, jingle(), 'audio/wav', agent)).status).toBe(403)
    const stranger = await centre.newTenant()
    expect((await upload(id, jingle(), 'audio/wav', stranger)).status).toBe(404)
  })

  it('that no row came to name is swept away; the others stay', async () => {
    await centre.sounds.keep(owner.tenantId, jingle())
    const before = await soundCount()
    expect(await dropLeftOverSounds(centre.database, centre.sounds)).toBe(0)
    expect(await dropLeftOverSounds(centre.database, centre.sounds, -1000)).toBeGreaterThan(0)
    expect(await soundCount()).toBeLessThan(before)
    const sounding = (await prompts()).filter(({ source }) => source !== 'none')
    expect(sounding.length).toBeGreaterThan(2)
    for (const { id } of sounding) expect((await samplesOf(id)).length).toBeGreaterThan(0)
  })
})
