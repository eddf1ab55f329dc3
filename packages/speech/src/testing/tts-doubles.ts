import { encodeMuLaw } from '../audio/mu-law.ts'
import { pcm16Of } from '../audio/pcm.ts'
import { spokenParts } from '../spoken-parts.ts'
import { sine } from './sounds.ts'
import { openAiSpeech } from './openai-speech-contract.ts'
import { publishedContract, type SeenRequest, type VendorContract } from './vendor-contract.ts'
import type { DoubleReply } from './vendor-double.ts'

/** What stands in for a vendor's voice: silence as engines make it, then a quiet tone, 60 ms a character at usual speed. */
function spoken(text: string, rateHz: number, rate = 1): Float32Array {
  const tone = sine(500, (text.length * 60) / rate, rateHz, 0.05).samples
  const silence = Math.round(rateHz * 0.3)
  const samples = new Float32Array(silence + tone.length + silence)
  samples.set(tone, silence)
  return samples
}

interface TtsDouble {
  readonly contract: VendorContract
  readonly answer: (request: SeenRequest) => DoubleReply
}

const json = (value: unknown, status = 200): DoubleReply => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
})

/** Field by field, as the body was checked against the contract before. */
interface Body {
  readonly text: string
  readonly voice_settings?: { readonly speed: number }
  readonly input: string
  readonly speed?: number
  readonly Text: string
}

const elevenLabsVoices = ['21m00Tcm4TlvDq8ikWAM', 'JBFqnCBsd6RMkjVDRZzb']

export const elevenLabsDouble: TtsDouble = {
  contract: {
    document: publishedContract('elevenlabs.io'),
    credentials: ['xi-api-key'],
    // https://elevenlabs.io/docs/api-reference/text-to-speech/convert
    since: { query: ['output_format'], body: ['model_id'] },
  },
  answer: ({ method, url, body }) => {
    if (method === 'GET') {
      return json({
        voices: elevenLabsVoices.map((id, n) => ({ voice_id: id, name: `Voice ${n}` })),
      })
    }
    const voice = url.pathname.split('/').at(-1) ?? ''
    if (!elevenLabsVoices.includes(voice)) return json({ detail: {} }, 404)
    if (url.searchParams.get('output_format') !== 'ulaw_8000') return json({ detail: {} }, 400)
    const { text, voice_settings: settings } = body as Body
    return { body: encodeMuLaw(spoken(text, 8000, settings?.speed)) }
  },
}

export const openAiDouble: TtsDouble = {
  contract: { document: openAiSpeech, credentials: ['authorization'] },
  answer: ({ body }) => {
    const { input, speed } = body as Body
    return { body: pcm16Of(spoken(input, 24_000, speed)) }
  },
}

export const pollyDouble: TtsDouble = {
  contract: {
    document: publishedContract('amazonaws.com/polly'),
    credentials: ['authorization', 'x-amz-date'],
  },
  answer: ({ method, url, body }) => {
    if (method === 'GET') {
      const isSecond = url.searchParams.has('NextToken')
      return json(
        isSecond
          ? { Voices: [{ Id: 'Vicki', Name: 'Vicki', LanguageCode: 'de-DE' }] }
          : {
              Voices: [
                { Id: 'Amy', Name: 'Amy', LanguageCode: 'en-GB' },
                { Id: 'Joanna', Name: 'Joanna', LanguageCode: 'en-US' },
              ],
              NextToken: 'more',
            },
      )
    }
    return { body: pcm16Of(spokenSsml((body as Body).Text)) }
  },
}

/** The vendor reads the markup itself. */
function spokenSsml(ssml: string): Float32Array {
  const pieces = spokenParts(ssml).map((part) => {
    switch (part.kind) {
      case 'break':
        return new Float32Array(part.ms * 8)
      case 'digits':
        return spoken(part.digits, 8000, part.rate)
      case 'text':
        return spoken(part.text, 8000, part.rate)
    }
  })
  return Float32Array.from(pieces.flatMap((piece) => [...piece]))
}
