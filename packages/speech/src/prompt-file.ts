import { createHash } from 'node:crypto'

/** The rate of everything spoken: that of G.711. */
export const rateHz = 8000

/** Changes when the way from text to sound does, so that what was rendered the old way is not taken for new. */
const revision = 1

/** The name of the file that says a text (as `spokenText` gives it) in a voice. */
export function promptFileName(text: string, voice: string): string {
  const key = JSON.stringify({ text, voice, rateHz, revision })
  return `${createHash('sha256').update(key).digest('hex')}.wav`
}
