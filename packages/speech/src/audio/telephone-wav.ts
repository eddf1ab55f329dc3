import { Worker } from 'node:worker_threads'
import { resample } from './resample.ts'
import { muLawWav, readWav } from './wav.ts'

const rateHz = 8000
/** Ten minutes at 192 kHz take less. */
const convertMs = 20_000

/**
 * A WAV file somebody brings (mono, 16-bit PCM or µ-law, any rate) as one that telephones play: 8 kHz, µ-law. Takes up to a
 * second for a large one. Throws an Error that says what is wrong with it.
 */
export function telephoneWav(file: Uint8Array): Uint8Array {
  const sound = readWav(file)
  if (sound.rateHz < 1000 || sound.rateHz > 192_000) {
    throw new Error(`The WAV file has ${sound.rateHz} samples a second.`)
  }
  return muLawWav(resample(sound, rateHz))
}

/** The same in a thread of its own, since signalling must not wait for it. Rejects when it cannot be, or takes too long. */
export function convertToTelephoneWav(file: Uint8Array): Promise<Uint8Array> {
  const worker = new Worker(new URL('telephone-wav-worker.ts', import.meta.url), {
    workerData: file,
  })
  const done = Promise.withResolvers<Uint8Array>()
  const timer = setTimeout(() => done.reject(new Error('It took too long.')), convertMs)
  worker.once('message', ({ wav, reason }: { wav?: Uint8Array; reason?: string }) => {
    if (wav) done.resolve(wav)
    else done.reject(new Error(reason))
  })
  worker.once('error', done.reject)
  worker.once('exit', () => done.reject(new Error('The thread ended.')))
  return done.promise.finally(() => {
    clearTimeout(timer)
    void worker.terminate()
  })
}
