import { describe, expect, it, onTestFinished } from 'vitest'
import { inspect } from 'node:util'
import { spokenParts } from '../spoken-parts.ts'
import { elevenLabsDouble, openAiDouble, pollyDouble } from '../testing/tts-doubles.ts'
import { type Behaviour, openVendorDouble } from '../testing/vendor-double.ts'
import { ttsConformance } from '../tts.conformance.ts'
import { SpeechError, type Tts } from '../tts.ts'
import { openElevenLabsTts } from './elevenlabs.ts'
import { openOpenAiTts } from './openai.ts'
import { openPollyTts } from './polly.ts'
import type { VendorLimits } from './vendor-tts.ts'

const secret = 'sk0000hush0000hush'
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: secret }

const vendors = [
  [
    'ElevenLabs',
    elevenLabsDouble,
    (limits: VendorLimits) => openElevenLabsTts({ apiKey: secret, ...limits }),
  ],
  ['OpenAI', openAiDouble, (limits: VendorLimits) => openOpenAiTts({ apiKey: secret, ...limits })],
  [
    'Amazon Polly',
    pollyDouble,
    (limits: VendorLimits) => openPollyTts({ credentials, region: 'us-east-1', ...limits }),
  ],
] as const

for (const [name, vendor, openTts] of vendors) {
  ttsConformance(name, async () => {
    const double = await openVendorDouble(vendor.contract, vendor.answer)
    return {
      tts: openTts({ origin: double.origin }),
      language: 'de',
      violations: double.violations,
    }
  })
}

describe.each(vendors)('%s, when the vendor', (name, vendor, openTts) => {
  async function misbehaving(behaviour: Behaviour, limits: VendorLimits = {}) {
    const double = await openVendorDouble(vendor.contract, vendor.answer)
    double.behaviour = behaviour
    const tts = openTts({ origin: double.origin, ...limits })
    onTestFinished(() => tts.close())
    return { double, tts, failure: await say(tts).catch((error: unknown) => error) }
  }

  it.each([
    [401, 'refused'],
    [403, 'refused'],
    [402, 'busy'],
    [429, 'busy'],
    [400, 'failed'],
    [500, 'failed'],
    [503, 'failed'],
  ])('answers %i, is %s, and tells no secret', async (status, kind) => {
    const { failure } = await misbehaving({ kind: 'status', status })
    expect(failure).toMatchObject({ name: 'SpeechError', kind })
    expect(inspect(failure, { depth: 10, showHidden: true })).not.toContain('hush')
  })

  it('never answers, is given up in time', async () => {
    const { failure } = await misbehaving({ kind: 'hangs' }, { timeoutMs: 50 })
    expect(failure).toMatchObject({ kind: 'timeout', message: expect.stringContaining(name) })
  })

  it('closes the connection, has failed, without the key in what is said of it', async () => {
    const { failure } = await misbehaving({ kind: 'resets' })
    expect(failure).toMatchObject({ kind: 'failed' })
    expect(inspect(failure, { depth: 10 })).not.toContain('hush')
  })

  it('answers without end, is cut off', async () => {
    const { failure } = await misbehaving({ kind: 'floods' }, { maxBytes: 100_000 })
    expect(failure).toMatchObject({ kind: 'too-large' })
  })

  it('answers with nothing, has failed', async () => {
    const { failure } = await misbehaving({ kind: 'says', body: '' })
    expect(failure).toMatchObject({ kind: 'failed' })
  })

  it('sends us elsewhere, is not followed: the key stays here', async () => {
    const elsewhere = await openVendorDouble(vendor.contract, vendor.answer)
    const headers = { location: `${elsewhere.origin}/v1/voices` }
    const { failure } = await misbehaving({ kind: 'status', status: 307, headers })
    expect(failure).toMatchObject({ kind: 'failed' })
    expect(elsewhere.requests).toEqual([])
  })

  it('works again, so does the driver', async () => {
    const { tts, double } = await misbehaving({ kind: 'status', status: 500 })
    double.behaviour = { kind: 'answers' }
    expect((await say(tts)).length).toBeGreaterThan(1000)
  })

  it('is asked for too much at once, refuses the rest', async () => {
    const double = await openVendorDouble(vendor.contract, vendor.answer)
    double.behaviour = { kind: 'hangs' }
    const tts = openTts({ origin: double.origin, parallel: 1, maxWaiting: 1 })
    const accepted = [1, 2].map(() => say(tts).catch((error: unknown) => error))
    await expect(say(tts)).rejects.toMatchObject({ kind: 'busy' })
    await tts.close()
    for (const error of await Promise.all(accepted)) expect(error).toBeInstanceOf(SpeechError)
  })

  it('must have been configured rightly', () => {
    expect(() => openElevenLabsTts({ apiKey: '' })).toThrow('apiKey')
    expect(() => openElevenLabsTts({ apiKey: 'k', voice: '../x' })).toThrow('voice')
    expect(() => openOpenAiTts({ apiKey: '' })).toThrow('apiKey')
    expect(() => openPollyTts({ credentials, region: 'evil.example/' })).toThrow('region')
  })
})

describe('what vendors are asked', () => {
  const text =
    '<speak>Hi & <break time="1s"/><say-as interpret-as="digits">42</say-as> <emphasis>ok</emphasis></speak>'

  async function bodiesOf([, vendor, openTts]: (typeof vendors)[number]): Promise<unknown[]> {
    const double = await openVendorDouble(vendor.contract, vendor.answer)
    const tts = openTts({ origin: double.origin })
    onTestFinished(() => tts.close())
    await say(tts, text)
    return double.requests.filter(({ method }) => method === 'POST').map(({ body }) => body)
  }

  it('is plain words where they know no markup, and pauses are ours', async () => {
    const spoken = [{ text: 'Hi &' }, { text: '4 2 ok' }]
    expect(await bodiesOf(vendors[0])).toMatchObject(spoken)
    expect(await bodiesOf(vendors[1])).toMatchObject(spoken.map(({ text }) => ({ input: text })))
  })

  it('is SSML where they do, in the voice of the language', async () => {
    expect(await bodiesOf(vendors[2])).toEqual([
      {
        Engine: 'neural',
        OutputFormat: 'pcm',
        SampleRate: '8000',
        TextType: 'ssml',
        Text: '<speak>Hi &amp; <break time="1000ms"/> <say-as interpret-as="digits">42</say-as> ok</speak>',
        VoiceId: 'Joanna',
      },
    ])
  })

  it('is told apart in what is kept: model and usual voice are part of the key', () => {
    const first = openElevenLabsTts({ apiKey: secret })
    const second = openElevenLabsTts({ apiKey: secret, voice: 'JBFqnCBsd6RMkjVDRZzb' })
    expect(first.fingerprint).not.toBe(second.fingerprint)
    expect(`${first.name}${first.fingerprint}`).not.toContain('hush')
  })
})

function say(tts: Tts, text = 'Hello there.'): Promise<Uint8Array> {
  const voice = { kind: 'language', language: 'en-us' } as const
  return tts.render({ parts: spokenParts(text), voice, rateHz: 8000 })
}
