import { Application, createEncoder, loadLibopus, type OpusEncoderHandle } from 'libopus-wasm'
import { parentPort } from 'node:worker_threads'
import { g711 } from '../../rtp/g711.ts'
import { sampleRate, type Channels } from '../recording-format.ts'
import { frameSamples, type EncoderAnswer, type EncoderRequest } from './encoder-messages.ts'

// The thread in which recordings become Opus: an hour of it takes seconds, in which nothing else could be done.

/** In bit/s, by channels, on average. Two are one party each: they need more, to be kept apart. */
const bitrates: Readonly<Record<Channels, number>> = { 1: 24_000, 2: 56_000 }
const complexity = 5

interface Stream {
  readonly handle: OpusEncoderHandle
  readonly channels: Channels
}

const streams = new Map<number, Stream>()

parentPort?.on('message', (request: EncoderRequest) => {
  carryOut(request).then(
    (answer) => answer && parentPort?.postMessage(answer),
    (error: unknown) => {
      const failed: EncoderAnswer = {
        kind: 'failed',
        stream: request.stream,
        problem: String(error),
      }
      parentPort?.postMessage(failed)
    },
  )
})

async function carryOut(request: EncoderRequest): Promise<EncoderAnswer | undefined> {
  const { stream } = request
  switch (request.kind) {
    case 'open': {
      const { version: encoder } = await loadLibopus()
      const handle = await openEncoder(request.channels)
      streams.set(stream, { handle, channels: request.channels })
      return { kind: 'opened', stream, lookahead: handle.getLookahead(), encoder }
    }
    case 'encode':
      return { kind: 'encoded', stream, packets: encode(stream, request.codes, request.frames) }
    case 'close':
      streams.get(stream)?.handle.free()
      streams.delete(stream)
      return undefined
  }
}

function openEncoder(channels: Channels): Promise<OpusEncoderHandle> {
  return createEncoder({
    sampleRate,
    channels,
    frameSize: frameSamples,
    application: Application.Audio,
    bitrate: bitrates[channels],
    complexity,
    vbr: true,
  })
}

function encode(stream: number, codes: Uint8Array, frames: number): Uint8Array[] {
  const open = streams.get(stream)
  if (!open) throw new Error('There is no such stream.')
  const length = frameSamples * open.channels
  const pcm = new Int16Array(frames * length)
  const { decode } = g711.PCMU
  for (const [index, code] of codes.entries()) pcm[index] = decode[code] ?? 0
  return Array.from({ length: frames }, (_, frame) =>
    // A copy: the library gives its own memory.
    Uint8Array.from(open.handle.encode(pcm.subarray(frame * length, (frame + 1) * length))),
  )
}
