import { accessSync, constants, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { Finisher } from './audio/finisher.ts'
import type { Sound } from './audio/wav.ts'
import { type EspeakEngine, wordsPerMinute } from './espeak/engine.ts'
import { openNativeEngine } from './espeak/native-engine.ts'
import { openWasmEngine } from './espeak/wasm-engine.ts'
import { Slots } from './slots.ts'
import { segmentsOf, speakSegments } from './segments.ts'
import { checkParts } from './spoken-parts.ts'
import { checkVoice } from './spoken-text.ts'
import { SpeechError, type Tts, type TtsCapabilities, type Voice, type WantedVoice } from './tts.ts'
import { whileWanted } from './while-wanted.ts'

export interface LocalTtsOptions {
  /** The path of an espeak-ng binary; `null` for none. Looked for on the PATH if left out. */
  readonly binary?: string | null
  /** The path of `espeak-ng.js` of the WebAssembly build; `null` for none. Looked for among the packages if left out. */
  readonly wasmModule?: string | null
  /** How long one text may take, in ms. */
  readonly timeoutMs?: number
  /** How long the WebAssembly process is kept with nothing to say, in ms. */
  readonly idleMs?: number
  /** How many texts may wait for their turn. */
  readonly maxWaiting?: number
}

const capabilities: TtsCapabilities = {
  rates: { slowest: 0.5, fastest: 2 },
  emphasis: 'heard',
  offline: true,
}

/**
 * Speech offline, by espeak-ng: an installed one if there is, else the WebAssembly build, if that optional package is
 * installed. Where there is neither, everything rejects with `SpeechError` of kind `unavailable`. espeak-ng always runs
 * in processes of its own; its licence is GPL-3.
 */
export function openLocalTts(options: LocalTtsOptions = {}): Tts {
  const engine = openEngine(options)
  if (engine === undefined) return silentTts
  const finisher = new Finisher()
  const slots = new Slots(engine.parallel, options.maxWaiting ?? 64)
  let voices: Promise<readonly Voice[]> | undefined
  return {
    id: 'local',
    name: engine.name,
    fingerprint: '',
    capabilities,
    async render({ parts, voice, rateHz, signal = new AbortController().signal }) {
      checkParts(parts)
      return whileWanted(engine.name, signal, async () => {
        const sound = await speakSegments(segmentsOf(parts, capabilities), (text, rate) =>
          speakIn(voice, (name) =>
            slots.run(() =>
              engine.speak({
                text,
                voice: name,
                wordsPerMinute: Math.round(wordsPerMinute * rate),
              }),
            ),
          ),
        )
        if (sound.samples.every((sample) => sample === 0)) {
          throw new SpeechError('bad-text', 'There is nothing to say in that text.')
        }
        return finisher.finish(sound, rateHz)
      })
    },
    async voices() {
      voices ??= slots.run(() => engine.voices())
      try {
        return await voices
      } catch (error) {
        voices = undefined
        throw error
      }
    },
    async close() {
      engine.close()
      await finisher.close()
    },
  }
}

/** Speaks in a voice; where the engine does not know a language's country, in the language. */
async function speakIn(
  voice: WantedVoice,
  speak: (name: string) => Promise<Sound>,
): Promise<Sound> {
  const name = voice.kind === 'named' ? voice.id : voice.language.toLowerCase()
  checkVoice(name)
  try {
    return await speak(name)
  } catch (error) {
    const isCountry = error instanceof SpeechError && error.kind === 'unknown-voice'
    const [language = name] = name.split('-')
    if (!isCountry || voice.kind === 'named' || language === name) throw error
    return speak(language)
  }
}

function openEngine(options: LocalTtsOptions): EspeakEngine | undefined {
  const { timeoutMs = 15_000, idleMs = 60_000 } = options
  const binary = options.binary === undefined ? findOnPath('espeak-ng') : options.binary
  if (binary !== null) return openNativeEngine(binary, { timeoutMs })
  const wasmModule = options.wasmModule === undefined ? findWasmModule() : options.wasmModule
  return wasmModule === null ? undefined : openWasmEngine(wasmModule, { timeoutMs, idleMs })
}

function findOnPath(name: string): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return folders.map((folder) => join(folder, name)).find(isProgram) ?? null
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

function findWasmModule(): string | null {
  try {
    return createRequire(import.meta.url).resolve('@echogarden/espeak-ng-emscripten')
  } catch {
    return null
  }
}

async function refuse(): Promise<never> {
  throw new SpeechError(
    'unavailable',
    'Nothing here can speak: install espeak-ng, or the npm package @echogarden/espeak-ng-emscripten.',
  )
}

const silentTts: Tts = {
  id: 'local',
  name: 'none',
  fingerprint: '',
  capabilities,
  render: refuse,
  voices: refuse,
  async close() {},
}
