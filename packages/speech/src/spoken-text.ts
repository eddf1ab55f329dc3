import { maxTextLength, SpeechError } from './tts.ts'

/**
 * The text as it is spoken: white space and control characters as single spaces, so that texts which sound the same are
 * one. Throws `SpeechError` of kind `bad-text` if nothing is left or it is too long.
 */
export function spokenText(text: string): string {
  const plain = cleanText(text)
  if (!/[\p{L}\p{N}\p{S}\p{P}]/u.test(plain)) {
    throw new SpeechError('bad-text', 'There is nothing to say in that text.')
  }
  if (plain.length > maxTextLength) {
    throw new SpeechError('bad-text', `At most ${maxTextLength} characters can be said at once.`)
  }
  return plain
}

/** White space and control characters as single spaces; may leave nothing. */
export function cleanText(text: string): string {
  return (
    text
      .normalize('NFC')
      .replaceAll(/[\s\p{Cc}]+/gu, ' ')
      // espeak-ng takes what stands in double brackets for phonemes.
      .replaceAll('[[', '[ [')
      .trim()
  )
}

/** A language as espeak-ng names it, and perhaps a variant: `en-us`, `de`, `en-gb-x-rp+f3`. */
export function checkVoice(voice: string): void {
  if (!/^[a-z]{2,3}(-[a-z0-9]{1,8}){0,4}(\+[a-z]{1,10}\d{0,2})?$/.test(voice)) {
    throw new SpeechError('unknown-voice', 'That is not the name of a voice, such as en-us.')
  }
}
