import { writeFile } from 'node:fs/promises'
import { RecordingCipher, writeHead, type Channels } from '../recording/recording-format.ts'

/** Writes the file of a finished recording at once: of G.711 µ-law codes, channels interleaved. */
export async function writeRecording(
  path: string,
  key: Uint8Array,
  codes: Uint8Array,
  channels: Channels = 2,
): Promise<void> {
  const cipher = new RecordingCipher(key, channels)
  const full = Math.floor(codes.length / cipher.chunkBytes)
  const chunks = Array.from({ length: full + 1 }, (_, index) =>
    cipher.seal(
      { index, last: index === full },
      codes.subarray(index * cipher.chunkBytes, (index + 1) * cipher.chunkBytes),
    ),
  )
  await writeFile(path, Buffer.concat([writeHead(channels), ...chunks]))
}
