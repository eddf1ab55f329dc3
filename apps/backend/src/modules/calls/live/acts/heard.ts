import type { HeardVerb, PlaySource, VerbOf } from '@iris/contracts'
import type { AudioSource } from '@iris/telephony'
import { spoken } from '../../../../prompts.ts'
import type { CallInProgress } from '../call-in-progress.ts'

/** What is said and played, one after another, as one source. Rejects, in words, where there is no such prompt or sound. */
export async function heardOf(
  call: CallInProgress,
  verbs: readonly HeardVerb[],
  signal: AbortSignal,
): Promise<AudioSource> {
  const sources: AudioSource[] = []
  for (const verb of verbs) {
    sources.push(
      verb.kind === 'say' ? await saySourceOf(call, verb) : await playSourceOf(call, verb, signal),
    )
  }
  return inSequence(sources)
}

/** What a `play` plays. */
export async function playSourceOf(
  call: CallInProgress,
  { sources, loop }: Pick<VerbOf<'play'>, 'sources' | 'loop'>,
  signal: AbortSignal,
): Promise<AudioSource> {
  const found: AudioSource[] = []
  for (const source of sources) found.push(await soundOf(call, source, signal))
  return inSequence(repeated(found, loop))
}

async function saySourceOf(
  { parts }: CallInProgress,
  { text, voice, language, loop }: VerbOf<'say'>,
): Promise<AudioSource> {
  return inSequence(repeated([await spoken(parts.speech, text, voiceOf(voice, language))], loop))
}

/** A voice and a language, as `Speech` takes them together. */
function voiceOf(voice: string | undefined, language: string | undefined): string | undefined {
  if (voice === undefined || language === undefined) return voice ?? language
  return voice.includes(':') && !voice.includes('@') ? `${voice}@${language}` : voice
}

async function soundOf(
  { parts, facts }: CallInProgress,
  source: PlaySource,
  signal: AbortSignal,
): Promise<AudioSource> {
  if ('url' in source) {
    return {
      kind: 'file',
      path: await parts.fetchedSounds.fetch(facts.tenantId, source.url, signal),
    }
  }
  const prompt = await parts.promptOf(source.prompt)
  if (!prompt) throw new Error(`There is no prompt called ${source.prompt}.`)
  return prompt
}

function repeated<T>(list: readonly T[], times: number): T[] {
  return Array.from({ length: times }, () => list).flat()
}

function inSequence(sources: AudioSource[]): AudioSource {
  const [only] = sources
  return only && sources.length === 1 ? only : { kind: 'sequence', sources }
}
