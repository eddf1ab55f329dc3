/**
 * The process in which the WebAssembly build of espeak-ng runs. That build is licensed GPL-3 and optional; it is loaded
 * here only, never into the product's own process. Started by `wasm-engine.ts` with the path of the build as its
 * argument; answers one request at a time and ends when its parent does.
 */
import { pathToFileURL } from 'node:url'
import type { EspeakReply, EspeakRequest, EspeakVoice } from './protocol.ts'

interface EspeakModule {
  eSpeakNGWorker: new () => EspeakWorker
}

/** The part of the build's interface that is used. */
interface EspeakWorker {
  /** 0 for success. */
  set_voice(name: string): number
  set_rate(wordsPerMinute: number): void
  get_samplerate(): number
  list_voices(): EspeakVoice[]
  /** Calls back with stretches of samples as they are made; the memory they are in is used again afterwards. */
  synthesize(text: string, onSamples: (samples: Int16Array | null) => number): void
}

const [, , modulePath = ''] = process.argv
const worker = loadWorker()

process.on('message', (request: EspeakRequest) => void answer(request))
process.on('disconnect', () => process.exit())

async function loadWorker(): Promise<EspeakWorker> {
  const build: { default: () => Promise<EspeakModule> } = await import(
    pathToFileURL(modulePath).href
  )
  const { eSpeakNGWorker: Worker } = await build.default()
  return new Worker()
}

async function answer(request: EspeakRequest): Promise<void> {
  try {
    process.send?.(carryOut(await worker, request))
  } catch (error) {
    process.send?.({ kind: 'failed', message: String(error) } satisfies EspeakReply)
  }
}

function carryOut(espeak: EspeakWorker, request: EspeakRequest): EspeakReply {
  switch (request.kind) {
    case 'voices':
      return { kind: 'voices', voices: espeak.list_voices() }
    case 'speak':
      return speak(espeak, request)
  }
}

function speak(
  espeak: EspeakWorker,
  { text, voice, wordsPerMinute }: Extract<EspeakRequest, { kind: 'speak' }>,
): EspeakReply {
  if (espeak.set_voice(voice) !== 0) return { kind: 'unknown-voice' }
  espeak.set_rate(wordsPerMinute)
  const parts: Int16Array[] = []
  espeak.synthesize(text, (samples) => {
    if (samples !== null) parts.push(samples.slice())
    return 0
  })
  const samples = new Int16Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    samples.set(part, at)
    at += part.length
  }
  return { kind: 'spoken', samples, rateHz: espeak.get_samplerate() }
}
