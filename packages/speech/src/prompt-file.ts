import { createHash } from 'node:crypto'
import type { SpokenPart } from './spoken-parts.ts'
import { toSsml } from './ssml.ts'
import type { Tts, WantedVoice } from './tts.ts'

/** The rate of everything spoken: that of G.711. */
export const rateHz = 8000

/** Changes when the way from text to sound does, so that what was rendered the old way is not taken for new. */
const revision = 1

/** The name of the file in which a driver says something in a voice. */
export function promptFileName(
  parts: readonly SpokenPart[],
  voice: WantedVoice,
  { id, fingerprint }: Pick<Tts, 'id' | 'fingerprint'>,
): string {
  const driver = id === 'local' ? {} : { driver: id, fingerprint, named: voice.kind }
  const key = JSON.stringify({
    text: textOf(parts),
    voice: voice.kind === 'named' ? voice.id : voice.language,
    rateHz,
    revision,
    ...driver,
  })
  return `${createHash('sha256').update(key).digest('hex')}.wav`
}

/** Parts as one text that no other parts have: as it is where it is plain, else as markup, which plain text never is. */
function textOf(parts: readonly SpokenPart[]): string {
  const [only, ...others] = parts
  const isPlain =
    others.length === 0 && only?.kind === 'text' && only.rate === 1 && only.emphasis === 'none'
  return isPlain ? only.text : toSsml(parts)
}
