import type { Law } from '../../rtp/g711.ts'
import type { AudioDescription, Codec } from '../../sdp/audio.ts'
import type { Direction } from '../../sdp/direction.ts'

/** What a leg and its peer have settled on. */
export interface Agreement {
  /** What we send. */
  readonly codec: Codec
  /** What the peer may send, by payload type. */
  readonly laws: ReadonlyMap<number, Law>
  /** Payload type of keys, where the peer takes them. */
  readonly telephoneEvent: number | undefined
  /** What the peer does. */
  readonly peer: Direction
}

/** Reads a peer's answer, or an offer of which we take the first codec. */
export function agreementWith(audio: AudioDescription): Agreement {
  return {
    codec: audio.codecs[0],
    laws: new Map(audio.codecs.map(({ payloadType, law }) => [payloadType, law])),
    telephoneEvent: audio.telephoneEvent,
    peer: audio.direction,
  }
}
