import { VoiceError } from '@iris/telephony'

/** Whether something could not be done because its leg or room has ended. A leg's end is told by its event. */
export function isGone(error: unknown): boolean {
  return error instanceof VoiceError && error.kind === 'gone'
}
