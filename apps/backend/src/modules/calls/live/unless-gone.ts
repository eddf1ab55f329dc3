import { VoiceError } from '@iris/telephony'

/** Whether a command failed because its leg or room has ended, which is told by events. */
export const isGone = (error: unknown): boolean =>
  error instanceof VoiceError && error.kind === 'gone'

/** Waits for a command. A leg that went meanwhile says so itself, by its event. */
export async function unlessGone(command: Promise<unknown>): Promise<void> {
  await command.catch((error: unknown) => {
    if (!isGone(error)) throw error
  })
}
