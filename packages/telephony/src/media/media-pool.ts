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
import type { ListenBounds, ListeningId, MachineDetectionOptions } from '../listening.ts'
import type { MediaDirection, MediaEngine, MediaEvent, TransportKind } from './media-engine.ts'
import { MediaError } from './media-engine.ts'
import type { Trunk } from './trunk.ts'
import { closeTrunk, isTrunkLeg, joinByTrunk, openTrunk } from './trunk.ts'

interface PooledRoom {
  readonly id: RoomId
  hears: HearMatrix
  /** Where it is mixed: with the first leg that joined; nowhere before. */
  home: MediaEngine | undefined
  readonly legs: Set<LegId>
}

type EventOf<Kind extends MediaEvent['kind']> = Extract<MediaEvent, { kind: Kind }>

/**
 * Several media engines as one. A leg lives in one of them: beside the leg it is to talk with, if that is told, else where
 * there are fewest. A room is where its first leg is; a leg that joins from elsewhere is connected by a trunk. When one of
 * the engines loses its process, only the legs in it are lost.
 */
export class MediaPool implements MediaEngine {
  readonly #engines: readonly MediaEngine[]
  /** An address by which the processes reach each other. */
  readonly #host: string
  readonly #engineOf = new Map<LegId, MediaEngine>()
  readonly #rooms = new Map<RoomId, PooledRoom>()
  readonly #roomOf = new Map<LegId, PooledRoom>()
  readonly #trunks = new Map<LegId, Trunk>()
  readonly #recorders = new Map<RecordingId, MediaEngine>()

  constructor(engines: readonly MediaEngine[], host: string) {
    this.#engines = engines
    this.#host = host
    for (const engine of engines) {
      engine.on('engine.lost', ({ legs }) => {
        for (const leg of legs) void this.#forget(leg)
      })
      engine.on('recording.ended', ({ recording }) => this.#recorders.delete(recording))
    }
  }

  on<Kind extends MediaEvent['kind']>(
    kind: Kind,
    listener: (event: EventOf<Kind>) => void,
  ): () => void {
    const hear = (event: EventOf<Kind>) => {
      if (!('leg' in event) || !isTrunkLeg(event.leg)) listener(event)
    }
    const stops = this.#engines.map((engine) => engine.on(kind, hear))
    return () => {
      for (const stop of stops) stop()
    }
  }

  async answer(leg: LegId, offer: string, wishes: CodecWishes = {}): Promise<string> {
    return await this.#place(leg, this.#engineFor(wishes), (engine) =>
      engine.answer(leg, offer, wishes),
    )
  }

  async offer(leg: LegId, transport: TransportKind, wishes: CodecWishes = {}): Promise<string> {
    return await this.#place(leg, this.#engineFor(wishes), (engine) =>
      engine.offer(leg, transport, wishes),
    )
  }

  #engineFor({ beside }: CodecWishes): MediaEngine {
    const neighbour = beside === undefined ? undefined : this.#engineOf.get(beside)
    return neighbour ?? this.#leastBusy()
  }

  async accept(leg: LegId, answer: string): Promise<void> {
    await this.#of(leg).accept(leg, answer)
  }

  async reanswer(
    leg: LegId,
    offer: string,
  ): Promise<{ answer: string; direction: MediaDirection }> {
    return await this.#of(leg).reanswer(leg, offer)
  }

  async takeOver(leg: LegId, from: LegId): Promise<void> {
    const engine = this.#of(from)
    const before = this.#engineOf.get(leg)
    this.#engineOf.delete(from)
    this.#engineOf.set(leg, engine)
    if (before !== engine) await before?.closeLeg(leg)
    await engine.takeOver(leg, from)
  }

  async closeLeg(leg: LegId): Promise<void> {
    const engine = this.#engineOf.get(leg)
    await Promise.all([this.#forget(leg), engine?.closeLeg(leg)])
  }

  async play(
    leg: LegId,
    playback: PlaybackId,
    source: AudioSource,
    options: PlayOptions,
  ): Promise<void> {
    await this.#of(leg).play(leg, playback, source, options)
  }

  async stop(leg: LegId): Promise<void> {
    await this.#of(leg).stop(leg)
  }

  async record(leg: LegId, recording: RecordingId, options: RecordOptions): Promise<void> {
    const engine = this.#of(leg)
    await engine.record(leg, recording, options)
    this.#recorders.set(recording, engine)
  }

  async pauseRecording(recording: RecordingId): Promise<void> {
    await this.#recorderOf(recording).pauseRecording(recording)
  }

  async resumeRecording(recording: RecordingId): Promise<void> {
    await this.#recorderOf(recording).resumeRecording(recording)
  }

  async stopRecording(recording: RecordingId): Promise<void> {
    await this.#recorders.get(recording)?.stopRecording(recording)
  }

  async listen(leg: LegId, listening: ListeningId, bounds: ListenBounds): Promise<void> {
    await this.#of(leg).listen(leg, listening, bounds)
  }

  /** Whichever engine it is: the others know nothing of it. */
  async stopListening(listening: ListeningId): Promise<void> {
    await Promise.all(this.#engines.map((engine) => engine.stopListening(listening)))
  }

  async detectMachine(leg: LegId, options: MachineDetectionOptions): Promise<void> {
    await this.#of(leg).detectMachine(leg, options)
  }

  async sendDtmf(leg: LegId, key: string): Promise<boolean> {
    return await this.#of(leg).sendDtmf(leg, key)
  }

  async openRoom(id: RoomId, hears: HearMatrix): Promise<void> {
    this.#rooms.set(id, { id, hears, home: undefined, legs: new Set() })
  }

  async setHears(id: RoomId, hears: HearMatrix): Promise<void> {
    const room = this.#room(id)
    room.hears = hears
    await room.home?.setHears(id, hears)
  }

  async closeRoom(id: RoomId): Promise<void> {
    const room = this.#rooms.get(id)
    if (!room) return
    this.#rooms.delete(id)
    const left = [...room.legs].map((leg) => this.#leaveRoom(leg))
    await Promise.all([...left, room.home?.closeRoom(id)])
  }

  async join(id: RoomId, leg: LegId, role: Role): Promise<void> {
    const room = this.#room(id)
    const engine = this.#of(leg)
    if (this.#roomOf.get(leg) !== room) await this.#leaveRoom(leg)
    const moved = this.#settle(room, engine)
    room.legs.add(leg)
    this.#roomOf.set(leg, room)
    const home = room.home ?? engine
    const joined =
      home === engine ? engine.join(id, leg, role) : this.#joinFromAfar(room, home, { leg, role })
    await Promise.all([moved, joined])
  }

  async leave(leg: LegId): Promise<void> {
    const engine = this.#of(leg)
    await Promise.all([this.#leaveRoom(leg), engine.leave(leg)])
  }

  async close(): Promise<void> {
    await Promise.all(this.#engines.map((engine) => engine.close()))
  }

  async #place(
    leg: LegId,
    engine: MediaEngine,
    describe: (engine: MediaEngine) => Promise<string>,
  ): Promise<string> {
    if (this.#engineOf.has(leg)) {
      throw new MediaError('unavailable', `There is a leg ${leg} already.`)
    }
    this.#engineOf.set(leg, engine)
    try {
      return await describe(engine)
    } catch (error) {
      this.#engineOf.delete(leg)
      throw error
    }
  }

  /** Makes the room where the leg is, if nobody is in it elsewhere. Its commands go out before those that follow. */
  #settle(room: PooledRoom, engine: MediaEngine): Promise<unknown> {
    if (room.home === engine || (room.home && room.legs.size > 0)) return Promise.resolve()
    const before = room.home
    room.home = engine
    return Promise.all([before?.closeRoom(room.id), engine.openRoom(room.id, room.hears)])
  }

  async #joinFromAfar(
    room: PooledRoom,
    home: MediaEngine,
    { leg, role }: { leg: LegId; role: Role },
  ): Promise<void> {
    const trunk = this.#trunks.get(leg) ?? (await openTrunk(home, this.#of(leg), this.#host))
    // It may have left, or ended, while the line was laid.
    if (this.#roomOf.get(leg) !== room) return await closeTrunk(trunk)
    this.#trunks.set(leg, trunk)
    await joinByTrunk(trunk, room.id, { leg, role })
  }

  async #leaveRoom(leg: LegId): Promise<void> {
    this.#roomOf.get(leg)?.legs.delete(leg)
    this.#roomOf.delete(leg)
    const trunk = this.#trunks.get(leg)
    this.#trunks.delete(leg)
    if (trunk) await closeTrunk(trunk)
  }

  async #forget(leg: LegId): Promise<void> {
    this.#engineOf.delete(leg)
    await this.#leaveRoom(leg)
  }

  #leastBusy(): MediaEngine {
    const legs = new Map(this.#engines.map((engine) => [engine, 0]))
    for (const engine of this.#engineOf.values()) legs.set(engine, (legs.get(engine) ?? 0) + 1)
    const [first] = [...legs].toSorted(([, one], [, other]) => one - other)
    if (!first) throw new MediaError('unavailable', 'There is no media process.')
    return first[0]
  }

  #of(leg: LegId): MediaEngine {
    const engine = this.#engineOf.get(leg)
    if (!engine) throw new MediaError('gone', `There is no leg ${leg}.`)
    return engine
  }

  #recorderOf(recording: RecordingId): MediaEngine {
    const engine = this.#recorders.get(recording)
    if (!engine) throw new MediaError('gone', 'The recording has ended.')
    return engine
  }

  #room(id: RoomId): PooledRoom {
    const room = this.#rooms.get(id)
    if (!room) throw new MediaError('gone', `There is no room ${id}.`)
    return room
  }
}
