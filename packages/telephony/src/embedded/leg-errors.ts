import { MediaError } from '../media/index.ts'
import { VoiceError } from '../port.ts'

export const gone = (): VoiceError => new VoiceError('gone', 'The leg has ended')

/** The port's name for what the media engine could not do. */
export function voiceErrorOf(error: unknown): VoiceError {
  if (!(error instanceof MediaError)) {
    return new VoiceError('unavailable', 'The media engine failed', { cause: error })
  }
  const kind = error.kind === 'not-acceptable' ? 'unavailable' : error.kind
  return new VoiceError(kind, error.message, { cause: error })
}
