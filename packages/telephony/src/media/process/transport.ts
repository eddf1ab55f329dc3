import type { RtpPacket } from '../../rtp/packet.ts'
import type { AudioDescription } from '../../sdp/audio.ts'
import type { OurRtpPath, OurWebRtcPath } from '../../sdp/write.ts'

/** Our end of the way, as a description gives it. */
export type OurPath = OurRtpPath | OurWebRtcPath

/**
 * The way a leg's packets go: plain RTP, or ICE and DTLS-SRTP. All that take a peer's description fail with `MediaError`
 * of kind `not-acceptable` when the peer cannot be reached as it says.
 */
export interface Transport {
  /** Gets ready for a peer that has offered. */
  readonly answer: (peer: AudioDescription) => Promise<OurPath>
  /** Gets ready for a peer that will answer. */
  readonly offer: () => Promise<OurPath>
  /** Takes the peer's answer to our offer. */
  readonly accept: (peer: AudioDescription) => void
  /** Takes a later description of the same peer, and says what our end is then. */
  readonly update: (peer: AudioDescription) => OurPath
  /** Sends an RTP packet, or drops it when there is no way. The bytes may be reused a few ticks later. */
  readonly send: (packet: Buffer) => void
  /** Sends an RTCP packet the same way, or drops it. */
  readonly sendControl: (packet: Buffer) => void
  readonly close: () => void
}

/** What a transport tells its leg. Nothing comes after `close`. */
export interface TransportEvents {
  /** Audio can flow. */
  readonly onUp: () => void
  /** The peer has closed its end, or is out of reach for good. */
  readonly onDown: () => void
  readonly onPacket: (packet: RtpPacket) => void
  /** RTCP, as it came. */
  readonly onControl: (packet: Buffer) => void
}
