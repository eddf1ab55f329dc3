import type {
  AudioSource,
  CodecWishes,
  HearMatrix,
  LegId,
  PlaybackId,
  PlayOptions,
  RecordingId,
  RecordOptions,
  Role,
  RoomId,
} from '../port.ts'
import type {
  ListenBounds,
  ListeningId,
  MachineDetectionOptions,
  MachineEvent,
} from '../listening.ts'
import type { MeasuredInCodec } from './quality.ts'

/**
 * What the SIP side asks of the media side. The engine lives in a process of its own; this is its face in ours.
 * It knows legs, sessions described by SDP (RFC 8866) and rooms, and nothing of SIP.
 */
export interface MediaEngine {
  /** Subscribes. An event that a command led to is told after the command's promise has settled. */
  on<Type extends MediaEvent['kind']>(
    type: Type,
    listener: (event: Extract<MediaEvent, { kind: Type }>) => void,
  ): () => void

  /**
   * Makes a leg from the peer's offer and gives our answer. WebRTC or plain RTP is seen from the offer.
   * Rejects with `MediaError` of kind `not-acceptable` when no codec or transport is common (SIP 488).
   */
  answer(leg: LegId, offer: string, wishes?: CodecWishes): Promise<string>
  /** Makes a leg and gives our offer, for calls we place. */
  offer(leg: LegId, transport: TransportKind, wishes?: CodecWishes): Promise<string>
  /** Takes the peer's answer to our offer. */
  accept(leg: LegId, answer: string): Promise<void>
  /** Answers a later offer on the same leg: hold, resume, another codec, or a session refresh that changes nothing. */
  reanswer(leg: LegId, offer: string): Promise<{ answer: string; direction: MediaDirection }>
  /**
   * Lets the leg `from`, which nobody has talked with yet, go on as `leg`, in the place of what had that name. Whoever is
   * rung at several places has an offer for each; the one that is answered becomes the call's.
   */
  takeOver(leg: LegId, from: LegId): Promise<void>
  /** Ends a leg and frees what it held. Ending one that is not there is no error. */
  closeLeg(leg: LegId): Promise<void>

  play(leg: LegId, playback: PlaybackId, source: AudioSource, options: PlayOptions): Promise<void>
  stop(leg: LegId): Promise<void>
  /** Begins to record. Rejects with `unavailable` when the file cannot be made. */
  record(leg: LegId, recording: RecordingId, options: RecordOptions): Promise<void>
  pauseRecording(recording: RecordingId): Promise<void>
  resumeRecording(recording: RecordingId): Promise<void>
  stopRecording(recording: RecordingId): Promise<void>
  /** Gives what the leg says as `listening.heard`, until `listening.over`. */
  listen(leg: LegId, listening: ListeningId, bounds: ListenBounds): Promise<void>
  /** Ends listening without another word. */
  stopListening(listening: ListeningId): Promise<void>
  /** Tells by `leg.machine` who has answered. */
  detectMachine(leg: LegId, options: MachineDetectionOptions): Promise<void>
  /** Sends one key as telephone-events; resolves to false where the peer takes none. */
  sendDtmf(leg: LegId, key: string): Promise<boolean>

  openRoom(room: RoomId, hears: HearMatrix): Promise<void>
  setHears(room: RoomId, hears: HearMatrix): Promise<void>
  closeRoom(room: RoomId): Promise<void>
  join(room: RoomId, leg: LegId, role: Role): Promise<void>
  leave(leg: LegId): Promise<void>

  close(): Promise<void>
}

/** The way a leg's packets go: ICE and DTLS-SRTP, plain RTP, or SRTP with its keys in the descriptions (RFC 4568). */
export type TransportKind = 'webrtc' | 'rtp' | 'srtp'

/** Why nothing more of a leg is heard. `leg-ended` is left to whoever knows of the leg. */
export type HearingEnd = 'silence' | 'max-length' | 'no-speech'

export type RecordingEnd = 'stopped' | 'max-length' | 'silence' | 'leg-ended' | 'failed'

/** What the peer does, as its latest offer or answer said. */
export type MediaDirection = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive'

export type MediaEvent =
  /** Audio can flow: ICE and DTLS are done, or plain RTP is ready. */
  | { readonly kind: 'leg.up'; readonly leg: LegId }
  /** The peer closed its media (DTLS close, ICE failed). */
  | { readonly kind: 'leg.down'; readonly leg: LegId }
  /**
   * Not one packet has come for 1 s although the peer should be sending; and again, one has. A peer that puts us on
   * hold, or only listens, need not send: it is never quiet, and one that was is then told as heard.
   */
  | { readonly kind: 'leg.quiet'; readonly leg: LegId }
  | { readonly kind: 'leg.heard'; readonly leg: LegId }
  | { readonly kind: 'leg.dtmf'; readonly leg: LegId; readonly key: string }
  /** Once a second: what has been measured of every leg that is up since it began. */
  | { readonly kind: 'legs.measured'; readonly legs: readonly MeasuredLeg[] }
  | {
      readonly kind: 'playback.ended'
      readonly leg: LegId
      readonly playback: PlaybackId
      readonly reason: 'finished' | 'stopped' | 'replaced' | 'leg-ended' | 'failed'
    }
  /** The recording's file is whole, or will not become so. */
  | {
      readonly kind: 'recording.ended'
      readonly leg: LegId
      readonly recording: RecordingId
      readonly reason: RecordingEnd
    }
  /** What a leg has said since the last of these: µ-law at 8 kHz, some frames of 20 ms. */
  | {
      readonly kind: 'listening.heard'
      readonly leg: LegId
      readonly listening: ListeningId
      readonly muLaw: Uint8Array
    }
  | { readonly kind: 'speech.started'; readonly leg: LegId; readonly listening: ListeningId }
  | {
      readonly kind: 'listening.over'
      readonly leg: LegId
      readonly listening: ListeningId
      readonly reason: HearingEnd
    }
  | MachineEvent
  /**
   * The media process died; these legs died with it, and what was played to them and recorded of them has ended as `failed`. A new process
   * is already starting. Rooms outlive it, empty.
   */
  | { readonly kind: 'engine.lost'; readonly legs: readonly LegId[] }

interface MeasuredLeg extends MeasuredInCodec {
  readonly leg: LegId
}

export class MediaError extends Error {
  readonly kind: 'not-acceptable' | 'gone' | 'bad-source' | 'unavailable'

  constructor(kind: MediaError['kind'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'MediaError'
    this.kind = kind
  }
}
