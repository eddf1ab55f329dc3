import type { AudioCodec } from '../../port.ts'
import { codecFacts } from '../../rtp/codecs.ts'
import type { AudioDescription, Codec, TelephoneEvents } from '../../sdp/audio.ts'
import { eventsBeside } from '../../sdp/codec-order.ts'
import type { Direction } from '../../sdp/direction.ts'

/** What a leg and its peer have settled on. */
export interface Agreement {
  /** What we send. */
  readonly codec: Codec
  /** What the peer may send, by payload type. */
  readonly codecs: ReadonlyMap<number, AudioCodec>
  /** How we send keys, where the peer takes them. */
  readonly keys: TelephoneEvents | undefined
  /** The clocks of the keys that the peer may send, by payload type. */
  readonly keyClocks: ReadonlyMap<number, number>
  /** What the peer does. */
  readonly peer: Direction
}

/** Reads a peer's answer, or an offer of which we take the first codec. */
export function agreementWith(audio: AudioDescription): Agreement {
  const [codec] = audio.codecs
  return {
    codec,
    codecs: new Map(audio.codecs.map(({ payloadType, name }) => [payloadType, name])),
    keys: eventsBeside(codec, audio.telephoneEvents),
    keyClocks: new Map(
      audio.telephoneEvents.map(({ payloadType, clockRate }) => [payloadType, clockRate]),
    ),
    peer: audio.direction,
  }
}

/** Ticks in a millisecond of the clock of what a packet holds; `undefined` for what was not agreed on. */
export function clockPerMsOf({ codecs }: Agreement, payloadType: number): number | undefined {
  const codec = codecs.get(payloadType)
  return codec && codecFacts[codec].clockRate / 1000
}
