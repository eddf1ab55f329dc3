import { EventStreamCodec } from '@smithy/eventstream-codec'
import { decodeMuLaw } from '../audio/mu-law.ts'
import { soundOfPcm16 } from '../audio/pcm.ts'
import type { Sound } from '../audio/wav.ts'
import { heardOf } from './heard.ts'
import type { ServeSocket, SocketContract } from './socket-double.ts'

/** From Deepgram's AsyncAPI document: https://developers.deepgram.com/reference/speech-to-text/listen-streaming */
export const deepgramContract: SocketContract = {
  path: '/v1/listen',
  credentials: 'authorization',
  query: {
    required: ['model', 'encoding', 'sample_rate'],
    properties: {
      model: { enum: ['nova-3', 'nova-2', 'nova-2-phonecall'] },
      language: { type: 'string', pattern: '^[a-z]{2}(-[A-Z]{2})?$' },
      encoding: { enum: ['linear16', 'linear32', 'flac', 'alaw', 'mulaw', 'amr-nb', 'opus'] },
      sample_rate: { const: '8000' },
      channels: { const: '1' },
      punctuate: { enum: ['true', 'false'] },
      interim_results: { enum: ['true', 'false'] },
      keyterm: { type: 'array', items: { type: 'string' } },
    },
  },
}

export const serveDeepgram: ServeSocket = ({ send, close, violation }) => {
  const heard: Buffer[] = []
  const sound = (): Sound => ({ samples: decodeMuLaw(Buffer.concat(heard)), rateHz: 8000 })
  const results = (transcript: string, isFinal: boolean) =>
    send(
      JSON.stringify({
        type: 'Results',
        channel_index: [0, 1],
        duration: 1,
        start: 0,
        is_final: isFinal,
        channel: { alternatives: [{ transcript, confidence: 0.9, words: [] }] },
      }),
    )
  return {
    message(data, isBinary) {
      if (isBinary) {
        heard.push(data)
        if (heard.length === 2) results(heardOf(sound()), false)
        return
      }
      const message = JSON.parse(data.toString()) as { type: string }
      if (message.type !== 'CloseStream') violation(`there is no message ${data.toString()}`)
      const words = heardOf(sound()).split(' milliseconds ')
      // What was said comes in stretches; one of them is of silence.
      results(words[0] ?? '', true)
      results('', true)
      if (words[1] !== undefined) results(`milliseconds ${words[1]}`, true)
      send(JSON.stringify({ type: 'Metadata', request_id: 'x', duration: 1, channels: 1 }))
      close()
    },
  }
}

/** From https://docs.aws.amazon.com/transcribe/latest/APIReference/API_streaming_StartStreamTranscription.html */
export const transcribeContract: SocketContract = {
  path: '/stream-transcription-websocket',
  query: {
    required: [
      'language-code',
      'media-encoding',
      'sample-rate',
      'X-Amz-Algorithm',
      'X-Amz-Credential',
      'X-Amz-Date',
      'X-Amz-Expires',
      'X-Amz-SignedHeaders',
      'X-Amz-Signature',
    ],
    properties: {
      'language-code': { enum: ['en-US', 'en-GB', 'de-DE', 'fr-FR', 'es-US'] },
      'media-encoding': { enum: ['pcm', 'ogg-opus', 'flac'] },
      'sample-rate': { type: 'string', pattern: '^(8|16|32|48)000$' },
      'X-Amz-Algorithm': { const: 'AWS4-HMAC-SHA256' },
      'X-Amz-Credential': {
        type: 'string',
        pattern: String.raw`^AKIDEXAMPLE/\d{8}/us-east-1/transcribe/aws4_request$`,
      },
      'X-Amz-Date': { type: 'string', pattern: String.raw`^\d{8}T\d{6}Z$` },
      'X-Amz-Expires': { const: '300' },
      'X-Amz-SignedHeaders': { const: 'host' },
      'X-Amz-Signature': { type: 'string', pattern: '^[0-9a-f]{64}$' },
    },
  },
}

/** Amazon's own codec, so that ours is understood by theirs and the other way round. */
export const amazonCodec = new EventStreamCodec(
  (bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString()),
  (text) => Buffer.from(text),
)

export function amazonEvent(headers: Record<string, string>, body: string): Uint8Array {
  const typed = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, { type: 'string' as const, value }]),
  )
  return amazonCodec.encode({ headers: typed, body: Buffer.from(body) })
}

export const serveTranscribe: ServeSocket = ({ send, close, violation }) => {
  const heard: Uint8Array[] = []
  const sound = () => soundOfPcm16(Buffer.concat(heard), 8000)
  const results = (transcript: string, IsPartial: boolean) => {
    const Items = [{ Content: 'I', Confidence: 0.8 }, { Content: 'heard' }]
    const Results = [{ IsPartial, Alternatives: [{ Transcript: transcript, Items }] }]
    const headers = { ':message-type': 'event', ':event-type': 'TranscriptEvent' }
    send(amazonEvent(headers, JSON.stringify({ Transcript: { Results } })))
  }
  return {
    message(data) {
      const { headers, body } = amazonCodec.decode(data)
      if (headers[':event-type']?.value !== 'AudioEvent') violation('no AudioEvent')
      if (body.length > 0) {
        heard.push(body)
        if (heard.length === 2) results(heardOf(sound()), true)
        return
      }
      if (heard.length > 0) results(heardOf(sound()), false)
      close(1000)
    },
  }
}
