import { readWav } from '../audio/wav.ts'
import { spokenParts } from '../spoken-parts.ts'
import type { Tts } from '../tts.ts'
import type { GreetingSet, Who } from './greetings.ts'
import { type LineCondition, lineConditions } from './line-conditions.ts'
import { randomOf } from './random.ts'

/** Somebody answers: the sound at 8 kHz from the moment of the answer on, and what is true of it. */
export interface Answered {
  readonly who: Who
  readonly text: string
  readonly voice: string
  readonly condition: string
  readonly samples: Float32Array
  readonly speechMs: number
  /** When the beep ends. */
  readonly beepMs: number | undefined
}

interface Clean extends Omit<Answered, 'condition'> {
  readonly seed: string
}

const perMs = 8
/** `render` leaves that much before the first word. */
const renderedLeadMs = 20

/** All greetings in all voices under all conditions, the same on every machine with the same engine. */
export async function* labelledSet(set: GreetingSet, tts: Tts): AsyncGenerator<Answered> {
  const babble = await babbleOf(set, tts)
  for (const who of Object.keys(set.greetings) as Who[]) {
    for (const text of set.greetings[who]) {
      for (const voice of set.voices) {
        const clean = await cleanOf({ who, text, voice }, tts)
        for (const condition of set.conditions ?? lineConditions)
          yield under(condition, clean, babble)
      }
    }
  }
}

function under(condition: LineCondition, clean: Clean, babble: Float32Array): Answered {
  const { seed, ...answered } = clean
  const random = randomOf(`${seed}/${condition.name}`)
  const samples = condition.apply(clean.samples, random, babble)
  return { ...answered, samples, condition: condition.name }
}

/**
 * People speak 0.1 to 1.2 s after they answer, listen, and say hello again when nobody speaks; machines begin as late, and
 * beep when they are done.
 */
async function cleanOf(
  { who, text, voice }: Pick<Answered, 'who' | 'text' | 'voice'>,
  tts: Tts,
): Promise<Clean> {
  const seed = JSON.stringify({ who, text, voice })
  const random = randomOf(seed)
  const between = (least: number, most: number) => least + random() * (most - least)
  const leadMs = Math.round(between(100, 1200))
  const rate = Math.round(between(90, 125))
  const speech = await say(tts, `<speak><prosody rate="${rate}%">${text}</prosody></speak>`, voice)
  const speechMs = leadMs + renderedLeadMs
  if (who !== 'machine') {
    const again = await say(tts, 'Hello?', voice)
    const pauses = [between(1500, 2500), 2000].map((ms) => silence(ms))
    const samples = joined([silence(leadMs), speech, pauses[0], again, pauses[1]])
    return { who, text, voice, seed, speechMs, samples, beepMs: undefined }
  }
  const waitMs = Math.round(between(300, 1500))
  const beep = tone(between(420, 1450), between(180, 900))
  const before = joined([silence(leadMs), speech, silence(waitMs), beep])
  const beepMs = before.length / perMs
  return { who, text, voice, seed, speechMs, samples: joined([before, silence(1000)]), beepMs }
}

async function say(tts: Tts, text: string, language: string): Promise<Float32Array> {
  const voice = { kind: 'language', language } as const
  return readWav(await tts.render({ parts: spokenParts(text), voice, rateHz: 8000 })).samples
}

/** Six people who speak at the same time, at the level of one. */
async function babbleOf({ greetings, voices }: GreetingSet, tts: Tts): Promise<Float32Array> {
  const speakers = await Promise.all(
    Array.from({ length: 6 }, async (_, index) => {
      const texts = [...greetings.machine.slice(index), ...greetings.machine.slice(0, index)]
      return say(tts, texts.slice(0, 4).join(' '), voices[index % voices.length] ?? 'en-us')
    }),
  )
  const length = Math.min(...speakers.map((speaker) => speaker.length))
  return Float32Array.from(
    { length },
    (_, n) => speakers.reduce((sum, speaker) => sum + (speaker[n] ?? 0), 0) / Math.sqrt(6),
  )
}

function silence(ms: number): Float32Array {
  return new Float32Array(Math.round(ms) * perMs)
}

/** With edges of 5 ms, as machines make them. */
function tone(hz: number, durationMs: number): Float32Array {
  const length = Math.round(durationMs) * perMs
  const edge = 5 * perMs
  return Float32Array.from({ length }, (_, n) => {
    const gain = Math.min(1, n / edge, (length - 1 - n) / edge)
    return 0.2 * gain * Math.sin((2 * Math.PI * hz * n) / 8000)
  })
}

function joined(parts: readonly (Float32Array | undefined)[]): Float32Array {
  const present = parts.filter((part) => part !== undefined)
  const samples = new Float32Array(present.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of present) {
    samples.set(part, at)
    at += part.length
  }
  return samples
}
