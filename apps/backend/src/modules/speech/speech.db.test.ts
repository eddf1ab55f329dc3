import type { SpeechVoice } from '@iris/contracts'
import { phrases, SpeechError, type Tts } from '@iris/speech'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestCentre, problemCode, type TestCentre } from '../../testing/test-centre.ts'

/** A driver that knows no language and has one voice; the voice on this machine stands behind it. */
const vendor = { gate: Promise.resolve() }
const mute: Tts = {
  id: 'openai',
  name: 'OpenAI, mute',
  fingerprint: '',
  capabilities: { rates: { slowest: 1, fastest: 1 }, emphasis: 'ignored', offline: false },
  async render() {
    await vendor.gate
    throw new SpeechError('unknown-voice', 'It does not speak that.')
  },
  voices: async () => [{ id: 'nova', name: 'Nova', language: 'mul' }],
  async close() {},
}

let centre: TestCentre
let owner: Awaited<ReturnType<TestCentre['newTenant']>>
beforeAll(async () => {
  centre = await openTestCentre({ speechDrivers: [mute] })
  owner = await centre.newTenant()
})
afterAll(() => centre.close())

const developer = () => centre.newUser(owner.tenantId, ['developer'])
const preview = (text: string, voice?: string) => ({ text, ...(voice !== undefined && { voice }) })

describe('a preview', () => {
  it('is the WAV file callers would hear, spoken by whoever can', async () => {
    const { accessToken } = await developer()
    const response = await fetch(`${centre.origin}/v1/speech/preview`, {
      method: 'POST',
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(preview(phrases.reconnecting)),
    })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('audio/wav')
    const wav = Buffer.from(await response.arrayBuffer())
    expect(wav.length).toBe(Number(response.headers.get('content-length')))
    expect([wav.toString('latin1', 0, 4), wav.readUInt16LE(20), wav.readUInt32LE(24)]).toEqual([
      'RIFF',
      7,
      8000,
    ])
    expect(wav.length).toBeGreaterThan(8000)
  })

  it('needs the permission to write flows', async () => {
    for (const role of ['agent', 'supervisor', 'viewer'] as const) {
      const user = await centre.newUser(owner.tenantId, [role])
      const answer = await user.send('POST', '/v1/speech/preview', preview('Hello.'))
      expect(problemCode(answer)).toBe('forbidden')
    }
    const nobody = await centre.anybody.send('POST', '/v1/speech/preview', preview('Hello.'))
    expect(problemCode(nobody)).toBe('not_signed_in')
  })

  it.each([
    [preview(''), '/text'],
    [preview('a'.repeat(1001)), '/text'],
    [preview('<speak><prosody rate="slow">a</speak>'), '/text'],
    [preview('Hello.', 'hal:9000'), '/voice'],
    [preview('Hello.', '../../etc'), '/voice'],
  ])('says what is wrong with %j', async (body, path) => {
    const answer = await (await developer()).send('POST', '/v1/speech/preview', body)
    expect(problemCode(answer)).toBe('validation_failed')
    expect(answer.body).toMatchObject({ errors: [{ path }] })
  })

  it('is limited to so many in a minute, for each user', async () => {
    const user = await developer()
    const statuses: number[] = []
    for (let n = 0; n < 21; n += 1) {
      const answer = await user.send('POST', '/v1/speech/preview', preview(phrases.reconnecting))
      statuses.push(answer.status)
    }
    expect(statuses).toEqual([...Array.from({ length: 20 }, () => 200), 429])
    const other = await developer()
    const answer = await other.send('POST', '/v1/speech/preview', preview(phrases.reconnecting))
    expect(answer.status).toBe(200)
  })

  it('leaves callers their share: no more than two are rendered at once', async () => {
    const gate = Promise.withResolvers<void>()
    vendor.gate = gate.promise
    const [a, b, c] = [await developer(), await developer(), await developer()]
    const first = a.send('POST', '/v1/speech/preview', preview('One at a time.'))
    const second = b.send('POST', '/v1/speech/preview', preview('Two at a time.'))
    const third = c.send('POST', '/v1/speech/preview', preview('Three at a time.'))
    const refused = await Promise.race([first, second, third])
    expect(problemCode(refused)).toBe('too_many_requests')
    gate.resolve()
    vendor.gate = Promise.resolve()
    await Promise.all([first, second, third])
  })
})

describe('the voices', () => {
  it('are those of all drivers, named as flows name them', async () => {
    const { body, status } = await (
      await developer()
    ).send<{ items: SpeechVoice[] }>('GET', '/v1/speech/voices')
    expect(status).toBe(200)
    expect(body.items).toContainEqual({
      id: 'openai:nova',
      name: 'Nova',
      language: 'mul',
      driver: 'openai',
    })
  })

  it('are for those who read flows', async () => {
    const agent = await centre.newUser(owner.tenantId, ['agent'])
    expect(problemCode(await agent.send('GET', '/v1/speech/voices'))).toBe('forbidden')
  })
})
