import type { AudioCodec } from '../port.ts'
import type { Bands } from './bands.ts'
import { g711 } from './g711.ts'
import { G722Encoder } from './g722.ts'
import type { OpusWishes } from './opus.ts'
import { OpusEncoder } from './opus.ts'

/** Turns audio into one party's payloads, 20 ms at a time. */
export interface FrameEncoder {
  /** Valid until it is next asked; `undefined` when nothing need be sent. */
  readonly encode: (frame: Bands) => Uint8Array | undefined
  readonly close: () => void
}

const noWishes: OpusWishes = { fec: false, dtx: false, isNarrow: false, mostBitrate: undefined }

export function openFrameEncoder(codec: AudioCodec, wishes: OpusWishes = noWishes): FrameEncoder {
  if (codec === 'opus') return new OpusEncoder(wishes)
  const payload = new Uint8Array(160)
  const close = () => {}
  if (codec === 'G722') {
    const encoder = new G722Encoder()
    return {
      encode: (frame) => {
        encoder.encode(frame, payload, 0)
        return payload
      },
      close,
    }
  }
  const { encode } = g711[codec]
  return {
    encode: ({ low }) => {
      for (let at = 0; at < low.length; at++) payload[at] = encode[(low[at] ?? 0) & 0xffff] ?? 0
      return payload
    },
    close,
  }
}
