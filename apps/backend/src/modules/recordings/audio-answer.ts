import type { AudioFormat } from '@iris/contracts'
import { BlobError } from '@iris/platform'
import { type Recording, RecordingError, streamOpus, streamWav, wavBytes } from '@iris/telephony'
import { byteRange, type Media } from '../../http/media.ts'
import { Refusal } from '../../problem.ts'
import type { RecordingVault, Sealed } from './vault.ts'

/** What somebody wants of a recording's audio: as which kind of file, and which of its bytes (the header `Range`). */
export interface AudioWish {
  readonly format: AudioFormat
  readonly range: string | undefined
}

/** What the audit says of a wish. Opus is always given whole. */
export function noteOf({ format, range = 'all' }: AudioWish): Readonly<Record<string, string>> {
  return { format, range: format === 'opus' ? 'all' : range }
}

/** A finished recording as an answer. @throws Refusal */
export async function audioOf(
  vault: RecordingVault,
  sealed: Sealed,
  { format, range }: AudioWish,
): Promise<Media> {
  const recording = await vault.open(sealed).catch(tellWhyNot)
  try {
    const name = `${sealed.id}.${format}`
    return format === 'opus' ? opusOf(recording, name) : wavOf(recording, name, range)
  } catch (error) {
    await recording.close()
    throw error
  }
}

function wavOf(recording: Recording, fileName: string, header: string | undefined): Media {
  const bytes = wavBytes(recording)
  const range = byteRange(header, bytes)
  const open = () => streamWav(recording, range)
  return { contentType: 'audio/wav', bytes, range, fileName, open }
}

function opusOf(recording: Recording, fileName: string): Media {
  const open = () => streamOpus(recording)
  return { contentType: 'audio/ogg; codecs=opus', bytes: 'unknown', fileName, open }
}

function tellWhyNot(error: unknown): never {
  if (error instanceof RecordingError && error.kind === 'not-found') {
    throw new Refusal('not_found', { detail: 'The audio of this recording is gone.' })
  }
  if (error instanceof BlobError && error.kind === 'unavailable') {
    throw new Refusal('unavailable', {
      detail: 'The store of recordings does not answer. Try again in a moment.',
    })
  }
  throw error
}
