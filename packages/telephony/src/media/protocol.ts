import type {
  AudioCodec,
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
import type { ListenBounds, ListeningId, MachineDetectionOptions } from '../listening.ts'
import type { MediaDirection, MediaError, MediaEvent, TransportKind } from './media-engine.ts'

/** What is said between our process and the media process: closed unions both ways, in the order they were sent. */

/** How the media process is set up; the first thing it is told. */
export interface ProcessSettings {
  readonly host: string
  readonly advertisedAddress: string
  readonly rtpPorts: { readonly from: number; readonly to: number }
  readonly webrtcPort: number | undefined
  /** What is offered, best first, by the way it goes. */
  readonly codecs: {
    readonly webrtc: readonly AudioCodec[]
    readonly rtp: readonly AudioCodec[]
  }
}

export type Command =
  | {
      readonly kind: 'answer'
      readonly leg: LegId
      readonly offer: string
      readonly options: CodecWishes
    }
  | {
      readonly kind: 'offer'
      readonly leg: LegId
      readonly transport: TransportKind
      readonly options: CodecWishes
    }
  | { readonly kind: 'accept'; readonly leg: LegId; readonly answer: string }
  | { readonly kind: 'reanswer'; readonly leg: LegId; readonly offer: string }
  | { readonly kind: 'take-over'; readonly leg: LegId; readonly from: LegId }
  | { readonly kind: 'close-leg'; readonly leg: LegId }
  | {
      readonly kind: 'play'
      readonly leg: LegId
      readonly playback: PlaybackId
      readonly source: AudioSource
      readonly options: PlayOptions
    }
  | { readonly kind: 'stop'; readonly leg: LegId }
  | {
      readonly kind: 'record'
      readonly leg: LegId
      readonly recording: RecordingId
      readonly options: RecordOptions
    }
  | { readonly kind: 'pause-recording'; readonly recording: RecordingId }
  | { readonly kind: 'resume-recording'; readonly recording: RecordingId }
  | { readonly kind: 'stop-recording'; readonly recording: RecordingId }
  | {
      readonly kind: 'listen'
      readonly leg: LegId
      readonly listening: ListeningId
      readonly bounds: ListenBounds
    }
  | { readonly kind: 'stop-listening'; readonly listening: ListeningId }
  | {
      readonly kind: 'detect-machine'
      readonly leg: LegId
      readonly options: MachineDetectionOptions
    }
  | { readonly kind: 'send-dtmf'; readonly leg: LegId; readonly key: string }
  | { readonly kind: 'open-room'; readonly room: RoomId; readonly hears: HearMatrix }
  | { readonly kind: 'set-hears'; readonly room: RoomId; readonly hears: HearMatrix }
  | { readonly kind: 'close-room'; readonly room: RoomId }
  | { readonly kind: 'join'; readonly room: RoomId; readonly leg: LegId; readonly role: Role }
  | { readonly kind: 'leave'; readonly leg: LegId }

export type ToProcess =
  | { readonly kind: 'start'; readonly settings: ProcessSettings }
  | { readonly kind: 'command'; readonly id: number; readonly command: Command }
  | { readonly kind: 'ping' }

/** How a command went. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'described'; readonly sdp: string }
  | { readonly kind: 'reanswered'; readonly answer: string; readonly direction: MediaDirection }
  /** Whether the peer takes keys. */
  | { readonly kind: 'pressed'; readonly taken: boolean }
  | { readonly kind: 'failed'; readonly error: MediaError['kind']; readonly message: string }

export type FromProcess =
  | { readonly kind: 'started' }
  | { readonly kind: 'not-started'; readonly message: string }
  | { readonly kind: 'outcome'; readonly id: number; readonly outcome: Outcome }
  | { readonly kind: 'event'; readonly event: MediaEvent }
  | { readonly kind: 'warning'; readonly message: string; readonly detail: string }
  | { readonly kind: 'pong' }
