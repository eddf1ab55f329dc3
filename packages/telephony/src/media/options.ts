import type { AudioCodec } from '../port.ts'

/** Where a media engine listens, and whom it tells about its troubles. */
export interface MediaEngineOptions {
  /** The address that RTP and WebRTC bind to. */
  readonly host: string
  /** The address that peers are told, where it is another (address translation, or a `host` of 0.0.0.0). */
  readonly advertisedAddress?: string
  /** Ports for media, one a leg, of which the even ones are used; 0 to 0 for any free ones. */
  readonly rtpPorts: PortRange
  /** One UDP port that all WebRTC legs of a worker share, in place of one of `rtpPorts` for each; further workers take the next. */
  readonly webrtcPort?: number
  /**
   * The codecs that telephones and carriers are offered, best first; PCMU and PCMA unless told. What they offer is taken in
   * this order, and all else that we speak after it.
   */
  readonly codecs?: readonly AudioCodec[]
  /** Likewise for browsers: Opus, PCMU and PCMA unless told. */
  readonly browserCodecs?: readonly AudioCodec[]
  /** Media processes that share the legs; 1 unless told. Each has its part of the ports. */
  readonly workers?: number
  readonly logger: MediaLogger
  readonly limits?: Partial<MediaLimits>
}

export interface PortRange {
  readonly from: number
  readonly to: number
}

/** What the engine needs of a logger; pino's is one. */
export interface MediaLogger {
  readonly info: (fields: object, message: string) => void
  readonly warn: (fields: object, message: string) => void
  readonly error: (fields: object, message: string) => void
}

export interface MediaLimits {
  /** A command that takes longer rejects with `unavailable`. */
  readonly commandMs: number
  /** How often the media process is asked whether it is well. */
  readonly pingMs: number
  /** Without an answer for so long it is ended, and another started. */
  readonly unresponsiveMs: number
}

export const defaultLimits: MediaLimits = { commandMs: 5000, pingMs: 1000, unresponsiveMs: 5000 }
