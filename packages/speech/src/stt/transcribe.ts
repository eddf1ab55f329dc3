import { z } from 'zod'
import { decodeMuLaw } from '../audio/mu-law.ts'
import { pcm16Of } from '../audio/pcm.ts'
import { decodeEvent, encodeEvent, type EventMessage } from '../aws/event-stream.ts'
import { AwsCredentials, AwsRegion, presignedUrl } from '../aws/signature.ts'
import { SpeechError } from '../tts.ts'
import { type LiveNews, openLiveSpeechStt } from './live-speech.ts'
import { languageTag, type Stt, type SttLimits } from './stt.ts'

const TranscribeOptions = z.object({ credentials: AwsCredentials, region: AwsRegion })
export type TranscribeOptions = z.input<typeof TranscribeOptions> &
  SttLimits & { readonly now?: () => number }

const TranscriptEvent = z.object({
  Transcript: z.object({
    Results: z.array(
      z.object({
        IsPartial: z.boolean().optional(),
        Alternatives: z.array(
          z.object({
            Transcript: z.string(),
            Items: z.array(z.object({ Confidence: z.number().nullish() })).nullish(),
          }),
        ),
      }),
    ),
  }),
})

const name = 'Amazon Transcribe'
/** The vendor knows languages with their country only. */
const countryOf: Readonly<Record<string, string>> = {
  de: 'de-DE',
  en: 'en-US',
  es: 'es-US',
  fr: 'fr-FR',
  it: 'it-IT',
  ja: 'ja-JP',
  ko: 'ko-KR',
  nl: 'nl-NL',
  pt: 'pt-BR',
  zh: 'zh-CN',
}
const signatureLifeSeconds = 300

/**
 * Amazon Transcribe, live over a WebSocket (https://docs.aws.amazon.com/transcribe/latest/dg/websocket.html): PCM at 8 kHz
 * in event-stream messages, at an address that is signed. Throws a ZodError if the configuration is wrong.
 */
export function openTranscribeStt(options: TranscribeOptions): Stt {
  const { credentials, region } = TranscribeOptions.parse(options)
  const { origin = `wss://transcribestreaming.${region}.amazonaws.com:8443`, now = Date.now } =
    options
  return openLiveSpeechStt(
    {
      name,
      capabilities: { partials: true, hints: false, offline: false },
      address({ language }) {
        const url = new URL('/stream-transcription-websocket', origin)
        url.searchParams.set('language-code', countryOf[language] ?? languageTag(language))
        url.searchParams.set('media-encoding', 'pcm')
        url.searchParams.set('sample-rate', '8000')
        const context = { credentials, region, service: 'transcribe', nowMs: now() }
        return { url: presignedUrl(url, signatureLifeSeconds, context) }
      },
      audioMessage: (muLaw) => audioEvent(pcm16Of(decodeMuLaw(muLaw))),
      // An event without sound is the end.
      endMessage: () => audioEvent(new Uint8Array()),
      read: (data) => newsOf(decodeEvent(data)),
      isDoneAtClose: true,
    },
    options,
  )
}

function audioEvent(body: Uint8Array): Uint8Array {
  const headers = {
    ':content-type': 'application/octet-stream',
    ':event-type': 'AudioEvent',
    ':message-type': 'event',
  }
  return encodeEvent({ headers, body })
}

function newsOf({ headers, body }: EventMessage): LiveNews[] {
  if (headers[':message-type'] !== 'event') return [{ kind: 'failed', error: failureOf(headers) }]
  if (headers[':event-type'] !== 'TranscriptEvent') return []
  const { Transcript } = TranscriptEvent.parse(JSON.parse(Buffer.from(body).toString()))
  return Transcript.Results.flatMap(({ IsPartial = false, Alternatives: [best] }) => {
    if (best === undefined) return []
    const known = (best.Items ?? []).flatMap(({ Confidence }) => Confidence ?? [])
    const sum = known.reduce((sum, confidence) => sum + confidence, 0)
    return {
      kind: 'heard' as const,
      text: best.Transcript,
      isFinal: !IsPartial,
      confidence: known.length === 0 ? undefined : sum / known.length,
    }
  })
}

function failureOf(headers: EventMessage['headers']): SpeechError {
  const type = headers[':exception-type'] ?? ''
  const isLimit = type === 'LimitExceededException' || type === 'ServiceUnavailableException'
  return new SpeechError(isLimit ? 'busy' : 'failed', `${name} gave up: ${type || 'an error'}.`)
}
