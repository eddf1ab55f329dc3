import type { Sound } from '../audio/wav.ts'
import type { Voice } from '../tts.ts'

interface Utterance {
  readonly text: string
  /** A language as espeak-ng names it, perhaps with a variant. */
  readonly voice: string
  readonly wordsPerMinute: number
}

/** Something that speaks with espeak-ng, in a process of its own. */
export interface EspeakEngine {
  readonly name: string
  /** How many texts it can speak at the same time. */
  readonly parallel: number
  /** Rejects with `SpeechError` of kind `unknown-voice`, `timeout`, `failed` or `closed`. */
  speak(utterance: Utterance): Promise<Sound>
  voices(): Promise<readonly Voice[]>
  close(): void
}

export interface EngineOptions {
  /** How long one text may take. */
  readonly timeoutMs: number
}

/** A calm speed for the telephone, in words a minute; espeak-ng's own is 175. */
export const wordsPerMinute = 155

/** By language, the best voice of each (espeak-ng's lowest priority number) only. */
export function bestVoices(all: readonly (Voice & { priority: number })[]): Voice[] {
  const best = new Map<string, Voice>()
  for (const { id, name, language } of [...all].sort((a, b) => a.priority - b.priority)) {
    if (!best.has(id)) best.set(id, { id, name, language })
  }
  return [...best.values()].sort((a, b) => a.name.localeCompare(b.name, 'en'))
}
