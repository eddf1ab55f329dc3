import { buffer } from 'node:stream/consumers'
import { openRecording } from '../recording/recording-reader.ts'
import { streamWav, wavBytes } from '../recording/recording-wav.ts'
import { toneLevel } from './audio.ts'

/** The channels of a finished recording, read as the WAV file it is given out as. */
export async function recordedChannels(file: { readonly path: string; readonly key: Uint8Array }) {
  const recording = await openRecording(file.path, file.key)
  const range = { start: 0, end: wavBytes(recording) }
  return channelsOfWav(await buffer(streamWav(recording, range)))
}

/** The samples of a WAV file of 16-bit PCM; `right` is empty where it has one channel. */
export function channelsOfWav(wav: Buffer): { left: Int16Array; right: Int16Array } {
  const channels = wav.readUInt16LE(22)
  const count = (wav.length - 44) / 2 / channels
  const channel = (place: number) =>
    Int16Array.from({ length: place < channels ? count : 0 }, (_, at) =>
      wav.readInt16LE(44 + (at * channels + place) * 2),
    )
  return { left: channel(0), right: channel(1) }
}

/** Which of these tones the audio holds at all. */
export function tonesIn(samples: Int16Array, hz: readonly number[]): number[] {
  return hz.filter((one) => toneLevel(samples, one) > 500)
}
