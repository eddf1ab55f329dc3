import { spokenText } from './spoken-text.ts'
import { parseSsml } from './ssml.ts'
import { maxTextLength, SpeechError } from './tts.ts'

/** How much weight words are given. */
export type Emphasis = 'none' | 'reduced' | 'moderate' | 'strong'

/** How words are said: `rate` is 1 for the voice's usual speed, 0.5 for half of it. */
export interface Manner {
  readonly rate: number
  readonly emphasis: Emphasis
}

/** A stretch of what is said: words, digits that are read one by one, or a pause. */
export type SpokenPart =
  | ({ readonly kind: 'text'; readonly text: string } & Manner)
  | ({ readonly kind: 'digits'; readonly digits: string } & Manner)
  | { readonly kind: 'break'; readonly ms: number }

/**
 * What a text says. A text that is wholly in `<speak>` is read as SSML, of which a part is known (see `parseSsml`); any
 * other is said as it stands. Throws `SpeechError` of kind `bad-text` when nothing is left to say, it is too long, or
 * its markup is wrong.
 */
export function spokenParts(text: string): readonly SpokenPart[] {
  const inner = /^\s*<speak>([\s\S]*)<\/speak>\s*$/.exec(text)?.[1]
  if (inner === undefined) {
    return [{ kind: 'text', text: spokenText(text), rate: 1, emphasis: 'none' }]
  }
  const parts = parseSsml(inner)
  checkParts(parts)
  return parts
}

/** Throws `SpeechError` of kind `bad-text` unless something is said, and no more than may be. */
export function checkParts(parts: readonly SpokenPart[]): void {
  const words = parts.map(wordsOf).join(' ')
  if (!/[\p{L}\p{N}\p{S}\p{P}]/u.test(words)) {
    throw new SpeechError('bad-text', 'There is nothing to say in that text.')
  }
  if (words.length > maxTextLength) {
    throw new SpeechError('bad-text', `At most ${maxTextLength} characters can be said at once.`)
  }
}

function wordsOf(part: SpokenPart): string {
  switch (part.kind) {
    case 'text':
      return part.text
    case 'digits':
      return part.digits
    case 'break':
      return ''
  }
}

/** How many characters are said. */
export function lengthOf(parts: readonly SpokenPart[]): number {
  return parts.reduce((sum, part) => sum + wordsOf(part).length, 0)
}

/** Digits so that any engine reads them one by one. */
export function spacedDigits(digits: string): string {
  return [...digits.replaceAll(/[\s-]/g, '')].join(' ')
}
