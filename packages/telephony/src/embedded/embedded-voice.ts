import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import type { WebSocket } from 'ws'
import type { ListeningId, ListenOptions, MachineDetectionOptions } from '../listening.ts'
import type { MediaEngine } from '../media/index.ts'
import {
  VoiceError,
  type AudioSource,
  type Cause,
  type CodecWishes,
  type HearMatrix,
  type LegId,
  type LegQuality,
  type Origination,
  type PlaybackId,
  type PlayOptions,
  type RecordOptions,
  type RecordingId,
  type ReferProgress,
  type ReferTo,
  type RingOptions,
  type Role,
  type RoomId,
  type Trunk,
  type TrunkId,
  type TrunkState,
  type VoiceEventOf,
  type VoiceEventType,
  type VoiceLoad,
  type VoicePort,
} from '../port.ts'
import type { WebSocketInfo } from '../sip/transport/websocket-transport.ts'
import type { EventQueue } from './event-queue.ts'
import type { LegContext } from './leg-context.ts'
import { voiceErrorOf } from './leg-errors.ts'
import type { LegTable } from './leg-table.ts'
import type { Listenings } from './listenings.ts'
import type { RoomTable } from './room-table.ts'
import { findWays, headersOf } from './origination.ts'
import { OutgoingLeg } from './outgoing-leg.ts'
import { referToOf } from './refer-out.ts'
import type { SipSide } from './sip-side.ts'

/** The embedded driver's port, with the ways in that only it has. */
export interface EmbeddedVoicePort extends VoicePort {
  /** The port that SIP over UDP, and TCP where it is spoken, is bound to. */
  readonly sipPort: number
  /** The port that SIP over TLS is bound to, where it is spoken. */
  readonly sipTlsPort: number | undefined
  /**
   * Takes an HTTP upgrade to SIP over WebSocket (RFC 7118), for the `upgrade` event of whatever server serves the
   * path. `info` says where it comes from when a proxy stands between.
   */
  acceptUpgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    info?: Partial<WebSocketInfo>,
  ): void
  /** Takes a WebSocket whose handshake, with subprotocol `sip`, is done. */
  acceptWebSocket(socket: WebSocket, info: WebSocketInfo): void
  /** What is held in memory, for tests of leaks and for metrics. */
  readonly held: HeldInMemory
}

export interface HeldInMemory {
  readonly sessions: number
  readonly clientTransactions: number
  readonly serverTransactions: number
  readonly webSockets: number
  /** Over TCP and TLS. */
  readonly connections: number
  /** Parties that are listened to for words. */
  readonly listenings: number
}

/** How long peers may take to hear of our closing. */
const FAREWELL_MS = 1000

export interface VoiceParts {
  readonly events: EventQueue
  readonly legs: LegTable
  readonly rooms: RoomTable
  readonly listenings: Listenings
  readonly context: LegContext
  readonly sip: SipSide
}

/** The voice port on our own SIP stack and media engine. */
export class EmbeddedVoice implements EmbeddedVoicePort {
  readonly #events: EventQueue
  readonly #legs: LegTable
  readonly #context: LegContext
  readonly #media: MediaEngine
  readonly #sip: SipSide
  readonly #rooms: RoomTable
  readonly #listenings: Listenings
  #closing: Promise<void> | undefined

  constructor({ events, legs, rooms, listenings, context, sip }: VoiceParts) {
    this.#events = events
    this.#legs = legs
    this.#rooms = rooms
    this.#listenings = listenings
    this.#context = context
    this.#media = context.media
    this.#sip = sip
  }

  get sipPort(): number {
    return this.#sip.network.udp.port
  }

  get sipTlsPort(): number | undefined {
    const { port } = this.#sip.network.tls
    return port === 0 ? undefined : port
  }

  get held(): HeldInMemory {
    const { endpoint, webSockets, network } = this.#sip
    return {
      ...endpoint.size,
      webSockets: webSockets.size,
      connections: network.connections,
      listenings: this.#listenings.size,
    }
  }

  on<Type extends VoiceEventType>(
    type: Type,
    listener: (event: VoiceEventOf<Type>) => void,
  ): () => void {
    return this.#events.on(type, listener)
  }

  acceptUpgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    info: Partial<WebSocketInfo> = {},
  ): void {
    const { remoteAddress = '', remotePort = 0 } = request.socket
    const secure = request.socket instanceof TLSSocket
    const origin = { address: remoteAddress, port: remotePort, secure, ...info }
    this.#sip.webSockets.acceptUpgrade(request, socket, head, origin)
  }

  acceptWebSocket(socket: WebSocket, info: WebSocketInfo): void {
    this.#sip.webSockets.accept(socket, info)
  }

  async ring(leg: LegId, { earlyMedia = false }: RingOptions = {}): Promise<void> {
    if (earlyMedia) await this.#legs.calling(leg).ringAudibly()
    else this.#legs.calling(leg).ring()
  }

  async answer(leg: LegId, wishes?: CodecWishes): Promise<void> {
    await this.#legs.calling(leg).answer(wishes)
  }

  async hangup(leg: LegId, cause: Cause): Promise<void> {
    this.#legs.find(leg)?.hangup(cause)
  }

  async originate(call: Origination): Promise<LegId> {
    if (this.#closing) throw new VoiceError('unavailable', 'The voice port is closing')
    // What is wrong with the wish itself is told at once, not by an event.
    headersOf(call)
    const leg = new OutgoingLeg(call.ringTimeoutMs, this.#context)
    this.#legs.add(leg)
    // Not before the caller holds the id: what happens to the leg is told by it.
    setImmediate(() => void leg.place(() => findWays(call, this.#sip)))
    return leg.id
  }

  async play(leg: LegId, source: AudioSource, options: PlayOptions = {}): Promise<PlaybackId> {
    return await this.#legs.get(leg).play(source, options)
  }

  async stop(leg: LegId): Promise<void> {
    await this.#legs.get(leg).stop()
  }

  async acceptRefer(leg: LegId): Promise<void> {
    this.#legs.get(leg).wish.accept()
  }

  async refuseRefer(leg: LegId, cause: Cause): Promise<void> {
    this.#legs.get(leg).wish.refuse(cause)
  }

  async tellRefer(leg: LegId, progress: ReferProgress): Promise<void> {
    await this.#legs.get(leg).wish.tell(progress)
  }

  async refer(leg: LegId, to: ReferTo): Promise<void> {
    const party = this.#legs.get(leg)
    const referTo = referToOf(to, (other) => this.#legs.get(other).connectedSession)
    await party.refer(referTo)
  }

  async record(leg: LegId, options: RecordOptions): Promise<RecordingId> {
    return await this.#legs.get(leg).record(options)
  }

  async pauseRecording(recording: RecordingId): Promise<void> {
    await onMedia(this.#media.pauseRecording(recording))
  }

  async resumeRecording(recording: RecordingId): Promise<void> {
    await onMedia(this.#media.resumeRecording(recording))
  }

  async stopRecording(recording: RecordingId): Promise<void> {
    await onMedia(this.#media.stopRecording(recording))
  }

  async listen(leg: LegId, options: ListenOptions): Promise<ListeningId> {
    return await this.#listenings.begin(this.#legs.get(leg), options)
  }

  async stopListening(listening: ListeningId): Promise<void> {
    await this.#listenings.stop(listening)
  }

  async detectMachine(leg: LegId, options: MachineDetectionOptions = {}): Promise<void> {
    await this.#legs.get(leg).ask((media) => media.detectMachine(leg, options))
  }

  async sendDtmf(leg: LegId, keys: string): Promise<void> {
    await this.#legs.get(leg).sendDtmf(keys)
  }

  async openRoom(hears: HearMatrix = {}): Promise<RoomId> {
    const room = randomUUID()
    await onMedia(this.#media.openRoom(room, hears))
    this.#rooms.open(room, hears)
    return room
  }

  async join(room: RoomId, leg: LegId, role: Role): Promise<void> {
    this.#requireRoom(room)
    await this.#legs.get(leg).join(room, role)
    // It may have ended while the engine was asked.
    if (this.#legs.find(leg)) this.#rooms.join(room, leg, role)
  }

  async leave(leg: LegId): Promise<void> {
    await this.#legs.get(leg).leave()
    this.#rooms.leave(leg)
  }

  async setHears(room: RoomId, hears: HearMatrix): Promise<void> {
    this.#requireRoom(room)
    await onMedia(this.#media.setHears(room, hears))
    this.#rooms.setHears(room, hears)
  }

  async closeRoom(room: RoomId): Promise<void> {
    this.#requireRoom(room)
    this.#rooms.close(room)
    await onMedia(this.#media.closeRoom(room))
  }

  async quality(leg: LegId): Promise<LegQuality | undefined> {
    return this.#legs.get(leg).quality
  }

  async openTrunk(trunk: Trunk): Promise<void> {
    if (this.#closing) throw new VoiceError('unavailable', 'The voice port is closing')
    this.#sip.trunks.open(trunk)
  }

  async closeTrunk(trunk: TrunkId): Promise<void> {
    this.#sip.trunks.close(trunk)
  }

  async probeTrunk(trunk: TrunkId): Promise<TrunkState> {
    return await this.#sip.trunks.probe(trunk)
  }

  registeredUsers(): readonly string[] {
    return this.#sip.registrar.users
  }

  async expel(user: string): Promise<void> {
    this.#sip.registrar.remove(user)
    this.#sip.webSockets.closeAllOf(user, 'Session ended')
  }

  load(): VoiceLoad {
    return {
      legs: this.#legs.size,
      rooms: this.#rooms.size,
      registrations: this.#sip.registrar.size,
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    const { endpoint, webSockets, network, trunks } = this.#sip
    endpoint.stopTakingCalls()
    this.#legs.endAll('SYSTEM_SHUTDOWN')
    await Promise.all([endpoint.quiet(FAREWELL_MS), trunks.closeAll()])
    await webSockets.close()
    endpoint.close()
    await network.close()
    await this.#media.close()
  }

  #requireRoom(room: RoomId): void {
    if (!this.#rooms.has(room)) throw new VoiceError('gone', 'The room is closed')
  }
}

async function onMedia(promise: Promise<void>): Promise<void> {
  try {
    await promise
  } catch (error) {
    throw voiceErrorOf(error)
  }
}
