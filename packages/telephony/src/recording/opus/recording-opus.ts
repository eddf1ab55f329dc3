import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { sampleRate } from '../recording-format.ts'
import type { Recording } from '../recording-reader.ts'
import { frameSamples } from './encoder-messages.ts'
import { writePage } from './ogg-page.ts'
import { openOpusEncoding, type OpusEncoding } from './opus-encoders.ts'
import { opusHead, opusTags } from './opus-headers.ts'

/** A second of sound a page, as RFC 7845 §6 advises at most. */
const framesAPage = 50
/** Ogg counts the samples of Opus at 48 kHz, whatever was encoded (RFC 7845 §4). */
const granulesASample = 48_000 / sampleRate

/**
 * The recording as an Ogg Opus file (RFC 7845), its channels as they are: the caller left, what the caller heard right. How
 * long the file gets is not known before. It is encoded as it is read, beside the event loop. The stream closes the
 * recording at its end; it has to be read or destroyed.
 */
export function streamOpus(recording: Recording): Readable {
  const stream = Readable.from(encoded(recording), { objectMode: false, highWaterMark: 1 })
  return stream.once('close', () => void recording.close().catch(() => undefined))
}

async function* encoded(recording: Recording): AsyncGenerator<Buffer> {
  const encoding = await openOpusEncoding(recording.channels)
  try {
    yield* pages(recording, encoding)
  } finally {
    encoding.close()
  }
}

async function* pages(recording: Recording, encoding: OpusEncoding): AsyncGenerator<Buffer> {
  const { channels, samples } = recording
  const serial = randomBytes(4).readUInt32LE()
  const preSkip = encoding.lookahead * granulesASample
  const head = opusHead({ channels, preSkip })
  yield writePage({ serial, sequence: 0, granule: 0, place: 'first', packets: [head] })
  yield writePage({ serial, sequence: 1, granule: 0, packets: [opusTags(encoding.encoder)] })
  // What the encoder is late by comes out of one more frame, if need be; the last granule cuts off what is too much.
  const frames = Math.max(1, Math.ceil((samples + encoding.lookahead) / frameSamples))
  let sequence = 2
  for (let from = 0; from < frames; from += framesAPage) {
    const count = Math.min(framesAPage, frames - from)
    const at = Math.min(samples, from * frameSamples)
    const wanted = Math.min(samples - at, count * frameSamples)
    const packets = await encoding.encode(await recording.read(at, wanted), count)
    const isLast = from + count === frames
    yield writePage({
      serial,
      sequence: sequence++,
      granule: isLast
        ? preSkip + samples * granulesASample
        : (from + count) * frameSamples * granulesASample,
      ...(isLast && { place: 'last' }),
      packets,
    })
  }
}
