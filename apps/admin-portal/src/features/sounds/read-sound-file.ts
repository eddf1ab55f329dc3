import { largestFileBytes, largestWavBytes, writeWav } from './wav-blob.ts'

/** Why a file cannot be sent as a sound. */
export type SoundProblem = 'too-large' | 'unreadable' | 'too-long'

/** What the voice engine plays. */
const telephoneRate = 8000

/**
 * Makes any sound file that the browser can read (MP3, M4A, Ogg, FLAC, WAV …) into a WAV file that the API takes: 8 kHz,
 * mono. Gives it, or what is wrong.
 */
export async function readSoundFile(file: File): Promise<Blob | SoundProblem> {
  if (file.size > largestFileBytes) return 'too-large'
  const sound = await decode(await file.arrayBuffer())
  if (!sound) return 'unreadable'
  const wav = writeWav(mixDown(sound), telephoneRate)
  return wav.size > largestWavBytes ? 'too-long' : wav
}

/** The browser gives it in the rate of the context, whatever the file's is. */
async function decode(bytes: ArrayBuffer): Promise<AudioBuffer | undefined> {
  try {
    return await new OfflineAudioContext(1, 1, telephoneRate).decodeAudioData(bytes)
  } catch {
    return undefined
  }
}

function mixDown(sound: AudioBuffer): Float32Array {
  const mixed = new Float32Array(sound.length)
  for (let channel = 0; channel < sound.numberOfChannels; channel += 1) {
    const samples = sound.getChannelData(channel)
    for (const [index, sample] of samples.entries()) {
      mixed[index] = (mixed[index] ?? 0) + sample / sound.numberOfChannels
    }
  }
  return mixed
}
