import { randomUUID } from 'node:crypto'
import type { Cause } from '../../cause.ts'
import {
  type AudioSource,
  type HearMatrix,
  type LegId,
  type Origination,
  type PlaybackId,
  type PlayOptions,
  type Role,
  type RoomId,
  VoiceError,
  type VoiceEvent,
  type VoiceEventOf,
  type VoiceEventType,
  type VoiceLoad,
  type VoicePort,
} from '../../port.ts'
import { SimulatedLeg } from './simulated-leg.ts'

interface LegHere {
  readonly leg: SimulatedLeg
  room: RoomId | undefined
  playing: { readonly id: PlaybackId; readonly timer: NodeJS.Timeout | undefined } | undefined
  ringTimer: NodeJS.Timeout | undefined
}

/**
 * The voice port without SIP or audio, for thousands of calls at once in one process: parties are objects that call, answer
 * and hang up. It keeps legs, rooms and what is played as the port says; what needs sound (recording, listening, detection)
 * and what needs a network (trunks, references) is unavailable.
 */
export class SimulatedVoice implements VoicePort {
  readonly #listeners = new Map<VoiceEventType, Set<(event: VoiceEvent) => void>>()
  readonly #legs = new Map<LegId, LegHere>()
  readonly #rooms = new Set<RoomId>()
  readonly #users = new Map<string, (leg: SimulatedLeg) => void>()
  #told = Promise.resolve()

  /** Somebody calls a number. */
  call(from: string, to: string): SimulatedLeg {
    const leg = this.#add(undefined)
    this.#tell({
      kind: 'leg.incoming',
      leg: leg.id,
      from: { user: from },
      to,
      via: 'udp',
      source: '192.0.2.1',
      callId: leg.id,
    })
    return leg
  }

  /** A user's phone comes; `rings` is told of each call to it. */
  register(user: string, rings: (leg: SimulatedLeg) => void): void {
    this.#users.set(user, rings)
    this.#tell({ kind: 'user.registered', user })
  }

  /** Who is in a room with a leg. */
  companions(leg: LegId): LegId[] {
    const room = this.#legs.get(leg)?.room
    const inside = [...this.#legs].filter(([id, here]) => id !== leg && here.room === room)
    return room === undefined ? [] : inside.map(([id]) => id)
  }

  on<Type extends VoiceEventType>(
    type: Type,
    listener: (event: VoiceEventOf<Type>) => void,
  ): () => void {
    const isOfType = (event: VoiceEvent): event is VoiceEventOf<Type> => event.kind === type
    const hear = (event: VoiceEvent) => void (isOfType(event) && listener(event))
    const listeners = this.#listeners.get(type) ?? new Set()
    this.#listeners.set(type, listeners.add(hear))
    return () => listeners.delete(hear)
  }

  async ring(leg: LegId): Promise<void> {
    this.#here(leg)
  }

  async answer(leg: LegId): Promise<void> {
    this.#here(leg).leg.noteTaken()
  }

  async hangup(leg: LegId, cause: Cause): Promise<void> {
    this.#end(leg, cause, 'us')
  }

  async originate(call: Origination): Promise<LegId> {
    const leg = this.#add(call)
    const rings = call.to.kind === 'user' ? this.#users.get(call.to.user) : undefined
    if (!rings) {
      this.#end(leg.id, 'USER_NOT_REGISTERED', 'failure')
      return leg.id
    }
    const here = this.#here(leg.id)
    here.ringTimer = setTimeout(() => this.#end(leg.id, 'NO_ANSWER', 'us'), call.ringTimeoutMs)
    this.#tell({ kind: 'leg.ringing', leg: leg.id })
    setImmediate(() => rings(leg))
    return leg.id
  }

  async play(leg: LegId, source: AudioSource, options: PlayOptions = {}): Promise<PlaybackId> {
    const here = this.#connected(leg)
    this.#endPlayback(leg, here, 'replaced')
    const id = randomUUID()
    const timer = options.loop
      ? undefined
      : setTimeout(() => this.#endPlayback(leg, here, 'finished'), durationMs(source))
    here.playing = { id, timer }
    return id
  }

  async stop(leg: LegId): Promise<void> {
    this.#endPlayback(leg, this.#here(leg), 'stopped')
  }

  async openRoom(_hears?: HearMatrix): Promise<RoomId> {
    const room = randomUUID()
    this.#rooms.add(room)
    return room
  }

  async join(room: RoomId, leg: LegId, _role: Role): Promise<void> {
    this.#mustBeOpen(room)
    this.#connected(leg).room = room
  }

  async leave(leg: LegId): Promise<void> {
    this.#here(leg).room = undefined
  }

  async setHears(room: RoomId, _hears: HearMatrix): Promise<void> {
    this.#mustBeOpen(room)
  }

  async closeRoom(room: RoomId): Promise<void> {
    this.#rooms.delete(room)
    for (const here of this.#legs.values()) if (here.room === room) here.room = undefined
  }

  async sendDtmf(leg: LegId, _keys: string): Promise<void> {
    this.#connected(leg)
  }

  async quality(leg: LegId): Promise<undefined> {
    this.#here(leg)
  }

  acceptRefer = unavailable
  refuseRefer = unavailable
  tellRefer = unavailable
  refer = unavailable
  record = unavailable
  pauseRecording = unavailable
  resumeRecording = unavailable
  stopRecording = unavailable
  listen = unavailable
  stopListening = unavailable
  detectMachine = unavailable
  openTrunk = unavailable
  probeTrunk = unavailable
  async closeTrunk(): Promise<void> {}

  registeredUsers(): readonly string[] {
    return [...this.#users.keys()]
  }

  async expel(user: string): Promise<void> {
    if (this.#users.delete(user)) this.#tell({ kind: 'user.unregistered', user })
  }

  load(): VoiceLoad {
    return {
      legs: this.#legs.size,
      rooms: this.#rooms.size,
      registrations: this.#users.size,
    }
  }

  async close(): Promise<void> {
    for (const leg of this.#legs.keys()) this.#end(leg, 'SYSTEM_SHUTDOWN', 'us')
    for (const user of this.#users.keys()) await this.expel(user)
    await this.#told
  }

  #add(call: Origination | undefined): SimulatedLeg {
    const id = randomUUID()
    const leg = new SimulatedLeg(id, call, {
      answered: () => {
        clearTimeout(this.#legs.get(id)?.ringTimer)
        this.#tell({ kind: 'leg.answered', leg: id })
      },
      pressed: (key) => this.#tell({ kind: 'leg.dtmf', leg: id, key }),
      ended: (cause) => this.#end(id, cause, 'party'),
    })
    this.#legs.set(id, { leg, room: undefined, playing: undefined, ringTimer: undefined })
    return leg
  }

  #end(id: LegId, cause: Cause, by: 'party' | 'us' | 'failure'): void {
    const here = this.#legs.get(id)
    if (!here) return
    this.#legs.delete(id)
    clearTimeout(here.ringTimer)
    this.#endPlayback(id, here, 'leg-ended')
    here.leg.noteEnd(cause)
    this.#tell({ kind: 'leg.ended', leg: id, cause, by })
  }

  #endPlayback(leg: LegId, here: LegHere, reason: VoiceEventOf<'playback.ended'>['reason']): void {
    if (!here.playing) return
    const { id, timer } = here.playing
    clearTimeout(timer)
    here.playing = undefined
    this.#tell({ kind: 'playback.ended', leg, playback: id, reason })
  }

  #here(leg: LegId): LegHere {
    const here = this.#legs.get(leg)
    if (!here) throw new VoiceError('gone', `There is no leg ${leg}.`)
    return here
  }

  #connected(leg: LegId): LegHere {
    const here = this.#here(leg)
    if (here.leg.state === 'connected') return here
    throw new VoiceError('wrong-state', `Leg ${leg} is not connected.`)
  }

  #mustBeOpen(room: RoomId): void {
    if (!this.#rooms.has(room)) throw new VoiceError('gone', `There is no room ${room}.`)
  }

  /** One after another, and never while a command is being given. */
  #tell(event: VoiceEvent): void {
    this.#told = this.#told.then(() => {
      for (const listener of this.#listeners.get(event.kind) ?? []) listener(event)
    })
  }
}

function durationMs(source: AudioSource): number {
  switch (source.kind) {
    case 'tone':
    case 'silence':
      return source.durationMs
    case 'file':
      return 0
    case 'sequence':
      return source.sources.reduce((sum, one) => sum + durationMs(one), 0)
  }
}

function unavailable(): Promise<never> {
  return Promise.reject(new VoiceError('unavailable', 'Simulated legs have neither sound nor SIP.'))
}
