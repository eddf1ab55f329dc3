import type { AudioCodec } from '../port.ts'
import type { Law } from './g711.ts'

/** What SDP and RTP say of a codec. */
export interface CodecFacts {
  /** As `a=rtpmap` names it. */
  readonly encoding: string
  /** The payload type we offer it under: the static one of RFC 3551 §6, where there is one. */
  readonly payloadType: number
  /** Of RTP timestamps, in Hz. */
  readonly clockRate: number
}

/** G.722 samples at 16 kHz, but its RTP clock runs at 8 kHz (RFC 3551 §4.5.2). That of Opus is always 48 kHz (RFC 7587 §4.1). */
export const codecFacts: Readonly<Record<AudioCodec, CodecFacts>> = {
  PCMU: { encoding: 'PCMU/8000', payloadType: 0, clockRate: 8000 },
  PCMA: { encoding: 'PCMA/8000', payloadType: 8, clockRate: 8000 },
  G722: { encoding: 'G722/8000', payloadType: 9, clockRate: 8000 },
  opus: { encoding: 'opus/48000/2', payloadType: 111, clockRate: 48_000 },
}

export function isLaw(codec: AudioCodec): codec is Law {
  return codec === 'PCMU' || codec === 'PCMA'
}

/** Whether packets of one codec can be sent as another's without being decoded: the same, or another law by table. */
export function passesAs(from: AudioCodec, to: AudioCodec): boolean {
  return from === to || (isLaw(from) && isLaw(to))
}

/** Clock ticks of an RTP stream in 20 ms. */
export function frameTicks(clockRate: number): number {
  return clockRate / 50
}
