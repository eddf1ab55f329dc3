import { inspect } from 'node:util'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import {
  amazonEvent,
  deepgramContract,
  serveDeepgram,
  serveTranscribe,
  transcribeContract,
} from '../testing/stt-doubles.ts'
import { openSocketDouble, type SocketBehaviour } from '../testing/socket-double.ts'
import { openDeepgramStt } from './deepgram.ts'
import { sttConformance } from './stt.conformance.ts'
import type { Stt, SttLimits } from './stt.ts'
import { openTranscribeStt } from './transcribe.ts'

const secret = 'sk0000hush0000hush'
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: secret }

const vendors = [
  {
    name: 'Deepgram',
    open: () => openSocketDouble(deepgramContract, serveDeepgram),
    openStt: (limits: SttLimits) => openDeepgramStt({ apiKey: secret, ...limits }),
  },
  {
    name: 'Amazon Transcribe',
    open: () => openSocketDouble(transcribeContract, serveTranscribe),
    openStt: (limits: SttLimits) =>
      openTranscribeStt({ credentials, region: 'us-east-1', ...limits }),
  },
] as const

for (const { name, open, openStt } of vendors) {
  sttConformance(name, async (limits) => {
    const double = await open()
    return { stt: openStt({ origin: double.origin, ...limits }), violations: double.violations }
  })
}

describe.each(vendors)('$name, when the vendor', ({ open, openStt }) => {
  async function misbehaving(behaviour: SocketBehaviour, limits: SttLimits = {}) {
    const double = await open()
    double.behaviour = behaviour
    const stt = openStt({ origin: double.origin, ...limits })
    onTestFinished(() => stt.close())
    return { double, failure: await say(stt).catch((error: unknown) => error) }
  }

  it.each([
    [401, 'refused'],
    [403, 'refused'],
    [402, 'busy'],
    [429, 'busy'],
    [500, 'failed'],
    [302, 'failed'],
  ])('answers %i, is %s, and tells no secret', async (status, kind) => {
    const { failure } = await misbehaving({ kind: 'status', status })
    expect(failure).toMatchObject({ name: 'SpeechError', kind })
    expect(inspect(failure, { depth: 10 })).not.toMatch(/hush|Signature=/)
  })

  it('never answers, is given up in time, and the connection with it', async () => {
    const { failure, double } = await misbehaving({ kind: 'hangs' }, { timeoutMs: 100 })
    expect(failure).toMatchObject({ kind: 'timeout' })
    await vi.waitFor(() => expect(double.connected()).toBe(0))
  })

  it('drops the connection, has failed', async () => {
    expect((await misbehaving({ kind: 'drops' })).failure).toMatchObject({ kind: 'failed' })
  })

  it('says what nobody can read, has failed', async () => {
    const { failure } = await misbehaving({ kind: 'says', data: 'hello' })
    expect(failure).toMatchObject({ kind: 'failed' })
  })

  it('says too much at once, has failed', async () => {
    const { failure } = await misbehaving({ kind: 'says', data: 'x'.repeat(300_000) })
    expect(failure).toMatchObject({ kind: 'failed' })
  })

  it('cannot be reached, has failed, without the address in what is said of it', async () => {
    const stt = openStt({ origin: 'ws://127.0.0.1:9' })
    const failure = await say(stt).catch((error: unknown) => error)
    expect(failure).toMatchObject({ kind: 'failed' })
    expect(inspect(failure, { depth: 10 })).not.toMatch(/hush|Signature=/)
  })
})

describe('Amazon Transcribe', () => {
  it.each([
    ['LimitExceededException', 'busy'],
    ['BadRequestException', 'failed'],
  ])('gives up with %s, which is %s', async (type, kind) => {
    const double = await openSocketDouble(transcribeContract, serveTranscribe)
    const headers = { ':message-type': 'exception', ':exception-type': type }
    double.behaviour = { kind: 'says', data: amazonEvent(headers, '{"Message":"no"}') }
    const stt = openTranscribeStt({ credentials, region: 'us-east-1', origin: double.origin })
    onTestFinished(() => stt.close())
    await expect(say(stt)).rejects.toMatchObject({ kind })
  })
})

describe('Deepgram', () => {
  it('is told the hints, the language and how the sound is made', async () => {
    const double = await openSocketDouble(deepgramContract, serveDeepgram)
    const stt = openDeepgramStt({ apiKey: secret, origin: double.origin })
    onTestFinished(() => stt.close())
    const listening = stt.listen({ language: 'en-us', hints: ['Iris', 'wrap up'] })
    listening.write(new Uint8Array(160))
    await listening.finish()
    const query = double.requests[0]?.searchParams
    expect(query?.getAll('keyterm')).toEqual(['Iris', 'wrap up'])
    expect([query?.get('language'), query?.get('encoding')]).toEqual(['en-US', 'mulaw'])
  })
})

async function say(stt: Stt) {
  const listening = stt.listen({ language: 'en-US' })
  listening.write(new Uint8Array(1600))
  return listening.finish()
}
