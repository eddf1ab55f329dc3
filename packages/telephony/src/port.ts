import type { Cause } from './cause.ts'
import type {
  ListeningEvent,
  ListeningId,
  ListenOptions,
  MachineDetectionOptions,
  MachineEvent,
} from './listening.ts'
import type { LegQuality } from './leg-quality.ts'

export type { LegQuality, StreamQuality } from './leg-quality.ts'

/**
 * The voice port: everything Iris asks of a voice engine. Ids go in, promises come out, results arrive as events;
 * audio, RTP and SIP never cross it. Drivers: `embedded` (in this package); FreeSWITCH later.
 *
 * A *leg* is one party. A *room* mixes legs by a hear matrix. Two parties, a conference, silent monitoring, whispering
 * and barging are the same room with other matrices.
 *
 * Every promise settles within 10 s. Commands to a leg or room that has ended (or never was) reject with
 * `VoiceError` of kind `gone`; nothing else about a leg's end is reported through promises.
 */
export interface VoicePort {
  /** Subscribes to one type of event; returns the way to stop. Listeners are called in the order things happened. */
  on<Type extends VoiceEventType>(
    type: Type,
    listener: (event: VoiceEventOf<Type>) => void,
  ): () => void

  /**
   * Tells a calling leg that it is being attended to (180). With `earlyMedia` its audio path opens before it is taken (183
   * with a description, RFC 3960): resolves when that is up, and what is played from then on is heard, though nobody has
   * answered. Rejects with `unavailable` where the caller allows none; its ringing is told in any case.
   */
  ring(leg: LegId, options?: RingOptions): Promise<void>
  /** Takes a calling leg (200). Resolves when its media path is up, so that what is played next is heard whole. */
  answer(leg: LegId, wishes?: CodecWishes): Promise<void>
  /**
   * Ends a leg whatever its state: a calling leg is refused with the cause's SIP code, a called one cancelled, a
   * connected one hung up. Ending a leg that has ended is no error.
   */
  hangup(leg: LegId, cause: Cause): Promise<void>
  /**
   * Calls a registered user, a SIP address, or a number by a trunk. Resolves with the new leg's id at once; `leg.ringing`,
   * `leg.answered` or `leg.ended` follow. A user is rung wherever they are registered at once, and has the call where they
   * answer first; elsewhere it is cancelled as taken (RFC 3326). Who declines it by 6xx declines it everywhere. Who is not
   * registered ends at once with `USER_NOT_REGISTERED`, a trunk that is not open with `DESTINATION_OUT_OF_ORDER`. A carrier
   * that answers with nothing at all for 2 s is left for the next of its addresses, three in all (RFC 3263 §4.3), and ends it
   * with `RECOVERY_ON_TIMER_EXPIRE`, by `failure`, after the last; it is cancelled should it wake. Where a carrier sends a
   * call elsewhere (3xx) it is followed to addresses of the trunk's own, three times at most.
   */
  originate(call: Origination): Promise<LegId>

  /**
   * Plays to a leg in place of whatever it heard, its room included, until the source ends, `stop`, or another
   * `play`. Resolves when the first frame is on its way; `playback.ended` follows.
   */
  play(leg: LegId, source: AudioSource, options?: PlayOptions): Promise<PlaybackId>
  /** Ends what is playing to the leg, if anything is; the leg hears its room again. */
  stop(leg: LegId): Promise<void>
  /**
   * Takes a party's wish to be connected elsewhere (`leg.refer_requested`): it is told that it is being seen to (202),
   * and by `tellRefer` how that goes.
   */
  acceptRefer(leg: LegId): Promise<void>
  /** Refuses a party's wish to be connected elsewhere, with the cause's SIP code. */
  refuseRefer(leg: LegId, cause: Cause): Promise<void>
  /**
   * Tells a party how its wish, which was accepted, is coming about (NOTIFY, RFC 3515); `connected` and `failed` are
   * the last it hears. Resolves once the party has answered that, so that a hang-up does not overtake it, or has not in 2 s.
   * Like the two above it rejects with `wrong-state` when there is no such wish.
   */
  tellRefer(leg: LegId, progress: ReferProgress): Promise<void>
  /**
   * Asks a connected party to connect itself elsewhere (REFER, RFC 3515): a telephone or carrier that allows it does so by
   * itself, and we are out of that call once we hang up. Resolves when it has agreed; `leg.refer_progress` follows. Rejects
   * with `unavailable` when it does not agree, with `wrong-state` while it carries out a wish already. Nothing in this
   * driver refers anybody unless asked to.
   */
  refer(leg: LegId, to: ReferTo): Promise<void>
  /**
   * Records a leg to a file of the engine's machine, encrypted as it is made, until `stopRecording`, an end of its own or
   * the end of the leg. Resolves when the recording has begun; `recording.ended` follows. Rejects with `unavailable` when
   * the file cannot be made.
   */
  record(leg: LegId, options: RecordOptions): Promise<RecordingId>
  /** Puts silence in the place of what is said and heard, until it is resumed. */
  pauseRecording(recording: RecordingId): Promise<void>
  resumeRecording(recording: RecordingId): Promise<void>
  /** Ends a recording and resolves when its file is whole. Ending one that has ended is no error. */
  stopRecording(recording: RecordingId): Promise<void>
  /**
   * Turns into text what a party says, until it has said it, `stopListening`, or the leg's end. Resolves once it listens;
   * `speech.started`, `speech.partial` and `speech.final` follow, and `listening.ended` last. What the leg hears goes on. Rejects with
   * `unavailable` where nothing turns speech into text, with a `TypeError` for a language or hints nobody could use.
   */
  listen(leg: LegId, options: ListenOptions): Promise<ListeningId>
  /** Ends listening; there is no text then. Ending one that has ended is no error. */
  stopListening(listening: ListeningId): Promise<void>
  /**
   * Finds out whether a person or a machine has answered, from what is heard from now on: `leg.machine` tells. To be asked
   * for as soon as the leg is answered. Asked again, it begins anew. Rejects with `unavailable` where too many wait to know.
   */
  detectMachine(leg: LegId, options?: MachineDetectionOptions): Promise<void>
  /** Sends keys as telephone-events (RFC 4733), or by INFO where the peer takes no telephone-events. */
  sendDtmf(leg: LegId, keys: string): Promise<void>

  /** Makes an empty room in which everybody hears everybody else, unless a matrix says otherwise. */
  openRoom(hears?: HearMatrix): Promise<RoomId>
  /**
   * Puts a leg that is connected, or has early media, into a room; it leaves the room it was in. Where that is the same one,
   * it has another role from now on, and misses nothing meanwhile.
   */
  join(room: RoomId, leg: LegId, role: Role): Promise<void>
  /** Takes a leg out of its room; it then hears silence, or what is being played to it. */
  leave(leg: LegId): Promise<void>
  /** Changes who hears whom, at once. */
  setHears(room: RoomId, hears: HearMatrix): Promise<void>
  /** Ends a room; its legs stay up. */
  closeRoom(room: RoomId): Promise<void>

  /** How well a leg has been heard and has heard us so far; `undefined` within its first seconds. */
  quality(leg: LegId): Promise<LegQuality | undefined>

  /**
   * Makes a carrier known: registers there if it is to, and watches over its health (`trunk.changed`). Takes the place
   * of a trunk of the same id; calls go on. Rejects with a `TypeError` for one that cannot be.
   */
  openTrunk(trunk: Trunk): Promise<void>
  /** Unregisters and forgets a trunk; calls go on. Closing one that is not open is no error. */
  closeTrunk(trunk: TrunkId): Promise<void>
  /** Asks the carrier now whether it is there. Rejects with `gone` for a trunk that is not open. */
  probeTrunk(trunk: TrunkId): Promise<TrunkState>

  /** The users that can be called now. */
  registeredUsers(): readonly string[]
  /** Forgets a user's registrations and closes their connections, as when their session ended. */
  expel(user: string): Promise<void>

  /** What is up right now, for health and metrics. */
  load(): VoiceLoad
  /** Ends every leg with `SYSTEM_SHUTDOWN`, then closes sockets and processes. Idempotent. */
  close(): Promise<void>
}

export type { Cause }

export type LegId = string
export type RoomId = string
export type PlaybackId = string
export type RecordingId = string
export type TrunkId = string
/** A leg's part in its room, as the hear matrix names it: `caller`, `agent`, `supervisor` … */
export type Role = string

/** For each listening role the speaking roles it hears. A role that is not listed hears every other leg. */
export type HearMatrix = Readonly<Record<Role, readonly Role[]>>

/** Which codec a leg is to speak. Without wishes: what is usual for browsers, and for telephones. */
export interface CodecWishes {
  /**
   * The leg it is to talk with. That one's codec comes first, so that nothing need be transcoded; where several media
   * processes share the load, both are in one.
   */
  readonly beside?: LegId
  /** What it is offered, best first, in place of what is usual; when it is answered, what is taken before all else. */
  readonly codecs?: readonly AudioCodec[]
}

export interface Origination extends CodecWishes {
  readonly to:
    /** Somebody by a name they are registered under; `also`: others that the same person is registered under. */
    | { readonly kind: 'user'; readonly user: string; readonly also?: readonly string[] }
    | {
        readonly kind: 'address'
        readonly uri: string
        /** `srtp`: its audio is encrypted with keys in the descriptions (RFC 4568), which SIP itself must then protect. */
        readonly media?: 'rtp' | 'srtp'
      }
    /** A number in E.164 by a trunk that is open. */
    | { readonly kind: 'trunk'; readonly trunk: TrunkId; readonly number: string }
  readonly from: Party
  /** Tells the carrier who calls, but not the called (`Privacy: id`, RFC 3325); by a trunk only. */
  readonly isPrivate?: boolean
  /** Extra headers for the INVITE; names begin with `X-`. */
  readonly headers?: Readonly<Record<string, string>>
  /** After this the call is cancelled and the leg ends with `NO_ANSWER`. */
  readonly ringTimeoutMs: number
}

/** G.711 in its two laws, G.722 and Opus, by their names in RFC 3551 and RFC 7587. The last two are wideband. */
export type AudioCodec = 'PCMU' | 'PCMA' | 'G722' | 'opus'

/** A carrier, as calls reach it. */
export interface Trunk {
  readonly id: TrunkId
  /** A host name or IP address. */
  readonly host: string
  /** Where SIP is spoken; without it the domain's own records decide (SRV, RFC 3263), or else the usual port. */
  readonly port?: number
  /**
   * What SIP goes over. `auto`, unless told, leaves it to the domain (NAPTR, RFC 3263), and is UDP where that says nothing.
   * Over TLS the carrier's certificate must be for `host`.
   */
  readonly transport?: 'auto' | 'udp' | 'tcp' | 'tls'
  /** `srtp`: audio is encrypted with keys in the descriptions (RFC 4568). Wants `tls`, or whoever reads SIP has them. */
  readonly media?: 'rtp' | 'srtp'
  /** What its calls are offered, best first; what is usual for telephones, unless told. */
  readonly codecs?: readonly AudioCodec[]
  /** The host part of addresses there, where it is not `host`: the realm of an account, for most. */
  readonly domain?: string
  /** What the carrier's challenges are answered with (RFC 8760). Never logged. */
  readonly credentials?: { readonly username: string; readonly password: string }
  /** Whether to register there, so that the carrier's calls find us (RFC 3261 §10.2). Needs credentials. */
  readonly registers: boolean
  /** How numbers are written to it: `+15550100100` or `15550100100`. */
  readonly numberFormat: 'e164' | 'digits'
}

/** How a carrier is, from its answers to OPTIONS (RFC 3261 §11) and to our registration. */
export type TrunkState =
  /** It was not asked yet, or has not answered yet. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'up'; readonly roundTripMs: number }
  /** Nothing comes back; or its name leads nowhere we may go. */
  | { readonly kind: 'down'; readonly reason: 'silence' | 'no-address' }
  /** It says so itself, with a SIP status. */
  | {
      readonly kind: 'down'
      readonly reason: 'out-of-service' | 'registration-refused'
      readonly status: number
    }

/** A party as SIP shows it: the user part of its address (a number, for most), and a name where there is one. */
export interface Party {
  readonly user: string
  readonly displayName?: string
}

export type AudioSource =
  /** A WAV file on this machine (8 kHz mono, 16-bit PCM or G.711). */
  | { readonly kind: 'file'; readonly path: string }
  /** A sum of sines, in Hz, for the given time. */
  | { readonly kind: 'tone'; readonly hz: readonly number[]; readonly durationMs: number }
  | { readonly kind: 'silence'; readonly durationMs: number }
  /** One source after another. */
  | { readonly kind: 'sequence'; readonly sources: readonly AudioSource[] }

export interface RingOptions {
  /** Opens the audio path before the call is taken. */
  readonly earlyMedia?: boolean
}

export interface PlayOptions {
  /** Starts again at the end, without a gap. */
  readonly loop?: boolean
  /** Where to begin; wraps round in a looped source. */
  readonly offsetMs?: number
}

/** What is recorded of a leg, where to, and when it ends by itself. */
export interface RecordOptions {
  /** Of a file that is not there yet. What it holds is read by `openRecording`. */
  readonly path: string
  /** The 32 bytes it is encrypted with, which are to be used for no other recording. */
  readonly key: Uint8Array
  /** `both`: what the party says in the left channel and what it hears in the right one. `party`: what it says. */
  readonly channels: 'both' | 'party'
  /** Plays a beep to the party first, in place of whatever it heard. It is not in the recording. */
  readonly beep?: boolean
  /** Ends at this length. */
  readonly maxMs?: number
  /** Ends when the party has said nothing for so long. */
  readonly silenceEndMs?: number
}

/** A call that has reached the engine and waits for `ring`, `answer` or `hangup`. */
export interface IncomingCall {
  readonly kind: 'leg.incoming'
  readonly leg: LegId
  /** As the network asserts it where a carrier calls (RFC 3325), or the caller says; `anonymous` where privacy is asked for. */
  readonly from: Party
  /** The user part of the request URI: the number that was called. */
  readonly to: string
  /** The user who authenticated, for calls from browsers; absent for calls from the network. */
  readonly user?: string
  readonly via: 'websocket' | 'udp' | 'tcp' | 'tls'
  /** The address it came from. */
  readonly source: string
  /** The SIP Call-ID, for tracing. */
  readonly callId: string
  /** The leg whose place this one wants to take (RFC 3891): once it is answered, that one is to be hung up. */
  readonly replaces?: LegId
}

export type VoiceEvent =
  | IncomingCall
  | { readonly kind: 'leg.ringing'; readonly leg: LegId }
  /**
   * A leg we originated is heard before it was taken (18x with a description): the network's own ringing tone, or its
   * words on why nobody answers. It may be put into a room; where this does not come, the tone is ours to play.
   */
  | { readonly kind: 'leg.early_media'; readonly leg: LegId }
  /** A leg we originated was taken and its media path is up. */
  | { readonly kind: 'leg.answered'; readonly leg: LegId }
  /** One key, once, however it came (RFC 4733 or INFO) and however often its packets were repeated. */
  | { readonly kind: 'leg.dtmf'; readonly leg: LegId; readonly key: string }
  /** The party put us on hold (a re-INVITE with sendonly or inactive, RFC 3264 §8.4), or took us off it. */
  | { readonly kind: 'leg.held'; readonly leg: LegId }
  | { readonly kind: 'leg.resumed'; readonly leg: LegId }
  /**
   * The party asks to be connected elsewhere (REFER). One wish at a time; one that is neither accepted nor refused in
   * 5 s is refused, and every one where nobody listens.
   */
  | {
      readonly kind: 'leg.refer_requested'
      readonly leg: LegId
      readonly target: ReferTarget
      /** Attended: this leg's party (the other call of whoever asks) is the one to be connected with. */
      readonly replaces?: LegId
    }
  /** A party that we asked to connect itself elsewhere tells how that comes about; `connected` and `failed` are the last. */
  | { readonly kind: 'leg.refer_progress'; readonly leg: LegId; readonly progress: ReferProgress }
  /** The last event of every leg but its recordings' ends, exactly once. `by`: the party, us, or a failure. */
  | {
      readonly kind: 'leg.ended'
      readonly leg: LegId
      readonly cause: Cause
      readonly by: 'party' | 'us' | 'failure'
      /**
       * The numbers in E.164 that a carrier sent the call to instead (3xx), with `REDIRECTION_TO_NEW_DESTINATION`. They
       * are for whoever chooses trunks to call; no address that is not the trunk's own is ever called.
       */
      readonly redirectedTo?: readonly string[]
      /** How well it was heard and heard us, from its first second on; absent for one that was shorter. */
      readonly quality?: LegQuality
    }
  /** How well a connected leg was heard and heard us in the last 5 s. */
  | { readonly kind: 'leg.quality'; readonly leg: LegId; readonly recent: LegQuality }
  | {
      readonly kind: 'playback.ended'
      readonly leg: LegId
      readonly playback: PlaybackId
      readonly reason: 'finished' | 'stopped' | 'replaced' | 'leg-ended' | 'failed'
    }
  /**
   * The last event of every recording: its file is whole, or will not become so (`failed`). As the file takes a moment,
   * it may come after the end of the leg.
   */
  | {
      readonly kind: 'recording.ended'
      readonly leg: LegId
      readonly recording: RecordingId
      readonly reason: 'stopped' | 'max-length' | 'silence' | 'leg-ended' | 'failed'
    }
  | ListeningEvent
  | MachineEvent
  | { readonly kind: 'user.registered'; readonly user: string }
  | { readonly kind: 'user.unregistered'; readonly user: string }
  /** A trunk's state is another than before. */
  | { readonly kind: 'trunk.changed'; readonly trunk: TrunkId; readonly state: TrunkState }

/** Where a party wishes to be connected: the user part of the address (a number, for most), and the whole. */
export interface ReferTarget {
  readonly user: string
  readonly uri: string
}

/** Where we ask a party to connect itself. */
export type ReferTo =
  /** A SIP or tel address. */
  | { readonly kind: 'address'; readonly uri: string }
  /** The party of another connected leg, in our place (attended, RFC 3891). Nobody can take our place with a browser. */
  | { readonly kind: 'leg'; readonly leg: LegId }

/** How a transfer is coming about. */
export type ReferProgress =
  | { readonly kind: 'ringing' }
  | { readonly kind: 'connected' }
  | { readonly kind: 'failed'; readonly cause: Cause }

export type VoiceEventType = VoiceEvent['kind']
export type VoiceEventOf<Type extends VoiceEventType> = Extract<VoiceEvent, { kind: Type }>

export interface VoiceLoad {
  readonly legs: number
  readonly rooms: number
  readonly registrations: number
}

/** Why a command could not be carried out. */
export class VoiceError extends Error {
  readonly kind: 'gone' | 'wrong-state' | 'bad-source' | 'unavailable'

  constructor(kind: VoiceError['kind'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'VoiceError'
    this.kind = kind
  }
}
