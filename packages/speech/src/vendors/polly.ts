import { z } from 'zod'
import { soundOfPcm16 } from '../audio/pcm.ts'
import { AwsCredentials, AwsRegion, signedHeaders } from '../aws/signature.ts'
import type { SpokenPart } from '../spoken-parts.ts'
import { toSsml } from '../ssml.ts'
import {
  SpeechError,
  type Tts,
  type TtsCapabilities,
  type Voice,
  type WantedVoice,
} from '../tts.ts'
import { exchange, jsonOf } from './exchange.ts'
import {
  defaultMaxBytes,
  defaultTimeoutMs,
  openVendorTts,
  type VendorLimits,
} from './vendor-tts.ts'

const PollyOptions = z.object({ credentials: AwsCredentials, region: AwsRegion })
export type PollyOptions = z.input<typeof PollyOptions> &
  VendorLimits & { readonly now?: () => number }

const VoicePage = z.object({
  Voices: z.array(z.object({ Id: z.string(), Name: z.string(), LanguageCode: z.string() })),
  NextToken: z.string().nullish(),
})

const name = 'Amazon Polly'
/** Neural voices know no emphasis. */
const capabilities: TtsCapabilities = {
  rates: { slowest: 0.5, fastest: 2 },
  emphasis: 'ignored',
  offline: false,
}
/** The vendor has some hundred voices; a page may hold all of them. */
const mostPages = 10

/**
 * Amazon Polly (https://docs.aws.amazon.com/polly/latest/dg/API_SynthesizeSpeech.html), its neural voices, asked for
 * 16-bit samples at 8 kHz. Throws a ZodError if the configuration is wrong.
 */
export function openPollyTts(options: PollyOptions): Tts {
  const { credentials, region } = PollyOptions.parse(options)
  const { origin = `https://polly.${region}.amazonaws.com`, now = Date.now } = options
  const { maxBytes = defaultMaxBytes, timeoutMs = defaultTimeoutMs } = options
  let known: Promise<readonly Voice[]> | undefined

  const send = (method: 'GET' | 'POST', url: URL, body: string, signal: AbortSignal) => {
    const plain: Record<string, string> =
      method === 'POST' ? { 'content-type': 'application/json' } : {}
    const context = { credentials, region, service: 'polly', nowMs: now() }
    const headers = signedHeaders({ method, url, headers: plain, body }, context)
    const sent = method === 'POST' ? { body } : {}
    return exchange({ vendor: name, method, url, headers, ...sent, maxBytes, signal })
  }

  const readVoices = async (signal: AbortSignal): Promise<readonly Voice[]> => {
    const voices: Voice[] = []
    const url = new URL('/v1/voices', origin)
    url.searchParams.set('Engine', 'neural')
    for (let page = 0; page < mostPages; page += 1) {
      const { Voices, NextToken } = VoicePage.parse(
        jsonOf(name, await send('GET', url, '', signal)),
      )
      voices.push(
        ...Voices.map(({ Id, Name, LanguageCode }) => ({
          id: Id,
          name: Name,
          language: LanguageCode,
        })),
      )
      if (!NextToken) break
      url.searchParams.set('NextToken', NextToken)
    }
    return voices
  }

  /** Read once for all, whoever of them goes away; a failure is forgotten. */
  const voicesOnce = () => {
    known ??= readVoices(AbortSignal.timeout(timeoutMs)).catch((error: unknown) => {
      known = undefined
      throw error
    })
    return known
  }

  return openVendorTts(
    {
      id: 'polly',
      name: `${name} neural`,
      fingerprint: 'neural',
      capabilities,
      async speak({ parts, voice, signal }) {
        const VoiceId = await voiceId(voice, voicesOnce)
        const { bytes } = await send(
          'POST',
          new URL('/v1/speech', origin),
          JSON.stringify({
            Engine: 'neural',
            OutputFormat: 'pcm',
            SampleRate: '8000',
            TextType: 'ssml',
            Text: toSsml(parts.map(withoutEmphasis)),
            VoiceId,
          }),
          signal,
        )
        return soundOfPcm16(bytes, 8000)
      },
      voices: voicesOnce,
    },
    options,
  )
}

async function voiceId(
  voice: WantedVoice,
  voices: () => Promise<readonly Voice[]>,
): Promise<string> {
  const known = await voices()
  const found =
    voice.kind === 'named'
      ? known.find(({ id }) => id === voice.id)
      : voiceFor(voice.language, known)
  if (found) return found.id
  throw new SpeechError('unknown-voice', `${name} has no such neural voice, or language.`)
}

/** One of the very language and country, else one of the language. */
function voiceFor(language: string, voices: readonly Voice[]): Voice | undefined {
  const wanted = language.toLowerCase()
  const base = wanted.split('-')[0] ?? wanted
  return (
    voices.find((voice) => voice.language.toLowerCase() === wanted) ??
    voices.find((voice) => voice.language.toLowerCase().split('-')[0] === base)
  )
}

function withoutEmphasis(part: SpokenPart): SpokenPart {
  return part.kind === 'break' ? part : { ...part, emphasis: 'none' }
}
