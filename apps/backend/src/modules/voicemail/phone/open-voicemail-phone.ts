import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { GreetingRecorder } from './greeting-recorder.ts'
import { type PhoneParts, VoicemailPhone } from './voicemail-phone.ts'

/** Opens voicemail by phone, in a folder of its own that is emptied first: what a dead process left there is of no use. */
export async function openVoicemailPhone(
  parts: Omit<PhoneParts, 'folder' | 'recorder'> & { readonly dataDir: string },
): Promise<Pick<VoicemailPhone, 'ring' | 'close'>> {
  const folder = join(parts.dataDir, 'voicemail-by-phone')
  await rm(folder, { recursive: true, force: true })
  const recorder = new GreetingRecorder(parts.voice, folder)
  const phone = new VoicemailPhone({ ...parts, folder, recorder })
  return {
    ring: (...wish) => phone.ring(...wish),
    close() {
      phone.close()
      recorder.close()
    },
  }
}
