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
import type { MediaEngineOptions } from './options.ts'
import { defaultLimits } from './options.ts'
import type { Command, FromProcess, Outcome, ProcessSettings } from './protocol.ts'
import { SupervisedProcess } from './supervised-process.ts'

interface Pending {
  readonly resolve: (outcome: Outcome) => void
  readonly reject: (error: MediaError) => void
  readonly limit: NodeJS.Timeout
}

type EventOf<Type extends MediaEvent['kind']> = Extract<MediaEvent, { kind: Type }>

/** The media engine as our process sees it: sends commands to the media process, and tells its events. */
export class EngineFace implements MediaEngine {
  readonly #process: SupervisedProcess
  readonly #commandMs: number
  readonly #pending = new Map<number, Pending>()
  readonly #listeners = new Set<(event: MediaEvent) => void>()
  readonly #legs = new Set<LegId>()
  readonly #playing = new Map<PlaybackId, LegId>()
  readonly #starting = new Set<PlaybackId>()
  readonly #recording = new Map<RecordingId, LegId>()
  readonly #closing = new Set<Promise<unknown>>()
  readonly #rooms = new Map<RoomId, HearMatrix>()
  #commands = 0

  constructor(options: MediaEngineOptions, settings: ProcessSettings) {
    const limits = { ...defaultLimits, ...options.limits }
    this.#commandMs = limits.commandMs
    this.#process = new SupervisedProcess({
      settings,
      limits,
      logger: options.logger,
      onMessage: (message) => this.#receive(message),
      onLost: () => this.#lost(),
      onRestarted: () => this.#reopenRooms(),
    })
  }

  async start(): Promise<void> {
    await this.#process.start()
  }

  on<Type extends MediaEvent['kind']>(
    type: Type,
    listener: (event: EventOf<Type>) => void,
  ): () => void {
    const hear = (event: MediaEvent) => {
      if (isOf(event, type)) listener(event)
    }
    this.#listeners.add(hear)
    return () => this.#listeners.delete(hear)
  }

  async answer(leg: LegId, offer: string, options: CodecWishes = {}): Promise<string> {
    return await this.#describe(leg, { kind: 'answer', leg, offer, options })
  }

  async offer(leg: LegId, transport: TransportKind, options: CodecWishes = {}): Promise<string> {
    return await this.#describe(leg, { kind: 'offer', leg, transport, options })
  }

  async accept(leg: LegId, answer: string): Promise<void> {
    await this.#ask({ kind: 'accept', leg, answer })
  }

  async reanswer(
    leg: LegId,
    offer: string,
  ): Promise<{ answer: string; direction: MediaDirection }> {
    const outcome = await this.#ask({ kind: 'reanswer', leg, offer })
    if (outcome.kind !== 'reanswered') throw unexpected(outcome)
    return { answer: outcome.answer, direction: outcome.direction }
  }

  async takeOver(leg: LegId, from: LegId): Promise<void> {
    // At once: it may be closed before it has taken over.
    this.#legs.delete(from)
    this.#legs.add(leg)
    await this.#ask({ kind: 'take-over', leg, from })
  }

  async closeLeg(leg: LegId): Promise<void> {
    if (!this.#legs.delete(leg)) return
    // A process that cannot be asked has no legs, or will soon have none.
    const closed = this.#ask({ kind: 'close-leg', leg }).catch(() => {})
    this.#closing.add(closed)
    await closed
    this.#closing.delete(closed)
  }

  async play(
    leg: LegId,
    playback: PlaybackId,
    source: AudioSource,
    options: PlayOptions,
  ): Promise<void> {
    this.#playing.set(playback, leg)
    this.#starting.add(playback)
    try {
      await this.#ask({ kind: 'play', leg, playback, source, options })
    } catch (error) {
      this.#playing.delete(playback)
      throw error
    } finally {
      this.#starting.delete(playback)
    }
  }

  async stop(leg: LegId): Promise<void> {
    await this.#ask({ kind: 'stop', leg })
  }

  async record(leg: LegId, recording: RecordingId, options: RecordOptions): Promise<void> {
    await this.#ask({ kind: 'record', leg, recording, options })
    this.#recording.set(recording, leg)
  }

  async pauseRecording(recording: RecordingId): Promise<void> {
    await this.#ask({ kind: 'pause-recording', recording })
  }

  async resumeRecording(recording: RecordingId): Promise<void> {
    await this.#ask({ kind: 'resume-recording', recording })
  }

  async stopRecording(recording: RecordingId): Promise<void> {
    await this.#ask({ kind: 'stop-recording', recording })
  }

  async listen(leg: LegId, listening: ListeningId, bounds: ListenBounds): Promise<void> {
    await this.#ask({ kind: 'listen', leg, listening, bounds })
  }

  async stopListening(listening: ListeningId): Promise<void> {
    await this.#ask({ kind: 'stop-listening', listening })
  }

  async detectMachine(leg: LegId, options: MachineDetectionOptions): Promise<void> {
    await this.#ask({ kind: 'detect-machine', leg, options })
  }

  async sendDtmf(leg: LegId, key: string): Promise<boolean> {
    const outcome = await this.#ask({ kind: 'send-dtmf', leg, key })
    if (outcome.kind !== 'pressed') throw unexpected(outcome)
    return outcome.taken
  }

  async openRoom(room: RoomId, hears: HearMatrix): Promise<void> {
    this.#rooms.set(room, hears)
    await this.#ask({ kind: 'open-room', room, hears })
  }

  async setHears(room: RoomId, hears: HearMatrix): Promise<void> {
    if (this.#rooms.has(room)) this.#rooms.set(room, hears)
    await this.#ask({ kind: 'set-hears', room, hears })
  }

  async closeRoom(room: RoomId): Promise<void> {
    this.#rooms.delete(room)
    await this.#ask({ kind: 'close-room', room })
  }

  async join(room: RoomId, leg: LegId, role: Role): Promise<void> {
    await this.#ask({ kind: 'join', room, leg, role })
  }

  async leave(leg: LegId): Promise<void> {
    await this.#ask({ kind: 'leave', leg })
  }

  async close(): Promise<void> {
    // What is recorded of legs that were just closed is still being written.
    await Promise.all(this.#closing)
    await this.#process.close()
    this.#rejectPending('The media engine was closed.')
    this.#listeners.clear()
  }

  async #describe(leg: LegId, command: Command): Promise<string> {
    if (this.#legs.has(leg)) throw new MediaError('unavailable', `There is a leg ${leg} already.`)
    this.#legs.add(leg)
    try {
      const outcome = await this.#ask(command)
      if (outcome.kind !== 'described') throw unexpected(outcome)
      return outcome.sdp
    } catch (error) {
      // It may yet come to be, if we only grew tired of waiting.
      await this.closeLeg(leg)
      throw error
    }
  }

  async #ask(command: Command): Promise<Exclude<Outcome, { kind: 'failed' }>> {
    const outcome = await new Promise<Outcome>((resolve, reject) => {
      const id = ++this.#commands
      if (!this.#process.tell({ kind: 'command', id, command })) {
        reject(new MediaError('unavailable', 'The media process is not running at the moment.'))
        return
      }
      const limit = setTimeout(() => {
        this.#pending.delete(id)
        reject(new MediaError('unavailable', `The media process took too long to ${command.kind}.`))
      }, this.#commandMs)
      this.#pending.set(id, { resolve, reject, limit })
    })
    if (outcome.kind === 'failed') throw new MediaError(outcome.error, outcome.message)
    return outcome
  }

  #receive(message: FromProcess): void {
    if (message.kind === 'event') this.#tell(message.event)
    if (message.kind !== 'outcome') return
    const pending = this.#pending.get(message.id)
    if (!pending) return
    this.#pending.delete(message.id)
    clearTimeout(pending.limit)
    pending.resolve(message.outcome)
  }

  #tell(event: MediaEvent): void {
    if (event.kind === 'playback.ended') this.#playing.delete(event.playback)
    if (event.kind === 'recording.ended') this.#recording.delete(event.recording)
    // After those have gone on who wait for an outcome that came before it.
    setImmediate(() => {
      for (const hear of this.#listeners) hear(event)
    })
  }

  #lost(): void {
    this.#rejectPending('The media process died.')
    const legs = [...this.#legs]
    const playing = [...this.#playing].filter(([playback]) => !this.#starting.has(playback))
    this.#legs.clear()
    for (const [playback, leg] of playing) {
      this.#tell({ kind: 'playback.ended', leg, playback, reason: 'failed' })
    }
    for (const [recording, leg] of this.#recording) {
      this.#tell({ kind: 'recording.ended', leg, recording, reason: 'failed' })
    }
    this.#tell({ kind: 'engine.lost', legs })
  }

  /** Rooms outlive the process: nobody is in them, but they can be joined. */
  #reopenRooms(): void {
    for (const [room, hears] of this.#rooms) {
      void this.#ask({ kind: 'open-room', room, hears }).catch(() => {})
    }
  }

  #rejectPending(message: string): void {
    for (const { reject, limit } of this.#pending.values()) {
      clearTimeout(limit)
      reject(new MediaError('unavailable', message))
    }
    this.#pending.clear()
  }
}

function isOf<Type extends MediaEvent['kind']>(
  event: MediaEvent,
  type: Type,
): event is EventOf<Type> {
  return event.kind === type
}

function unexpected(outcome: Outcome): MediaError {
  return new MediaError('unavailable', `The media process answered with ${outcome.kind}.`)
}
