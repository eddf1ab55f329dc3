import type { AudioCodec, CodecWishes } from '../../port.ts'
import type { Law } from '../../rtp/g711.ts'
import { offeredBeside, preferring, takenCodecs } from '../../sdp/codec-order.ts'
import { isKey } from '../../rtp/telephone-event.ts'
import type { MediaEvent } from '../media-engine.ts'
import { MediaError } from '../media-engine.ts'
import type { Command, Outcome, ProcessSettings } from '../protocol.ts'
import { Leg } from './leg.ts'
import type { CodecsFor, LegSurroundings } from './leg.ts'
import { Listeners } from './listeners.ts'
import { Recordings } from './recordings.ts'
import { Room } from './room.ts'

export interface EngineSurroundings {
  readonly address: string
  /** What is offered to telephones and to browsers, best first. */
  readonly codecs: ProcessSettings['codecs']
  readonly openTransport: LegSurroundings['openTransport']
  readonly load: (path: string, law: Law) => Promise<Uint8Array>
  readonly notify: (event: MediaEvent) => void
}

type CommandOf<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>

/** The legs are measured once a second. */
const measureTicks = 50
const done: Outcome = { kind: 'done' }

/** All legs and rooms of the media process. Rejects with `MediaError` what cannot be done. */
export class Engine {
  readonly #around: EngineSurroundings
  readonly #legs = new Map<string, Leg>()
  readonly #rooms = new Map<string, Room>()
  readonly #roomOf = new Map<Leg, Room>()
  #ticks = 0
  readonly #recordings: Recordings
  readonly #listeners: Listeners

  constructor(around: EngineSurroundings) {
    this.#around = around
    this.#recordings = new Recordings(around.notify)
    this.#listeners = new Listeners(around.notify)
  }

  /** One step of the clock: 20 ms of every leg. */
  tick(): void {
    for (const leg of this.#legs.values()) leg.listen()
    for (const leg of this.#legs.values()) leg.tick()
    this.#recordings.tick()
    this.#listeners.tick()
    if (++this.#ticks % measureTicks === 0) this.#measure()
  }

  #measure(): void {
    const up = [...this.#legs.values()].filter((leg) => leg.isUp)
    if (up.length === 0) return
    const legs = up.map(({ id, codec, reports }) => ({ leg: id, codec, ...reports.measured }))
    this.#around.notify({ kind: 'legs.measured', legs })
  }

  async carryOut(command: Command): Promise<Outcome> {
    switch (command.kind) {
      case 'answer':
        return await this.#describe(command.leg, (leg) =>
          leg.answer(command.offer, this.#taken(command.options)),
        )
      case 'offer':
        return await this.#offer(command)
      case 'accept':
        this.#leg(command.leg).accept(command.answer)
        return done
      case 'reanswer':
        return {
          kind: 'reanswered',
          ...this.#leg(command.leg).reanswer(command.offer, this.#taken({})),
        }
      case 'take-over':
        await this.#takeOver(command)
        return done
      case 'close-leg':
        await this.#closeLeg(command.leg)
        return done
      case 'play':
        await this.#leg(command.leg).play(command.playback, command.source, command.options)
        return done
      case 'stop':
        this.#leg(command.leg).stop()
        return done
      case 'send-dtmf':
        return this.#sendDtmf(command)
      case 'record':
      case 'pause-recording':
      case 'resume-recording':
      case 'stop-recording':
        await this.#record(command)
        return done
      case 'listen':
      case 'stop-listening':
      case 'detect-machine':
        this.#listen(command)
        return done
      default:
        this.#arrange(command)
        return done
    }
  }

  /** Offers what the leg's neighbour speaks first, so that nothing has to be transcoded between the two. */
  async #offer({ leg, transport, options }: CommandOf<'offer'>): Promise<Outcome> {
    const beside = this.#codecOf(options.beside)
    const usual = this.#around.codecs[transport === 'webrtc' ? 'webrtc' : 'rtp']
    const order = options.codecs ? preferring(beside, options.codecs) : offeredBeside(beside, usual)
    return await this.#describe(leg, (made) => made.offer(transport, order))
  }

  /** Likewise for an offer that is answered. */
  #taken({ beside, codecs }: CodecWishes): CodecsFor {
    return (kind) =>
      preferring(this.#codecOf(beside), takenCodecs(codecs ?? this.#around.codecs[kind]))
  }

  #codecOf(leg: string | undefined): AudioCodec | undefined {
    return leg === undefined ? undefined : this.#legs.get(leg)?.codec
  }

  async #record(
    command: CommandOf<'record' | 'pause-recording' | 'resume-recording' | 'stop-recording'>,
  ): Promise<void> {
    switch (command.kind) {
      case 'record':
        return await this.#startRecording(command)
      case 'pause-recording':
        return this.#recordings.pause(command.recording)
      case 'resume-recording':
        return this.#recordings.resume(command.recording)
      case 'stop-recording':
        return await this.#recordings.stop(command.recording)
    }
  }

  async #startRecording({ leg: id, recording, options }: CommandOf<'record'>): Promise<void> {
    const leg = this.#leg(id)
    await this.#recordings.start(leg, recording, options)
    // It may have ended while the file was made.
    if (this.#legs.get(id) !== leg) await this.#recordings.endAllOf(leg)
  }

  #listen(command: CommandOf<'listen' | 'stop-listening' | 'detect-machine'>): void {
    switch (command.kind) {
      case 'listen':
        return this.#listeners.listen(this.#leg(command.leg), command.listening, command.bounds)
      case 'stop-listening':
        return this.#listeners.stop(command.listening)
      case 'detect-machine':
        return this.#listeners.detect(this.#leg(command.leg), command.options)
    }
  }

  #arrange(command: CommandOf<'open-room' | 'set-hears' | 'close-room' | 'join' | 'leave'>): void {
    switch (command.kind) {
      case 'open-room':
        this.#closeRoom(command.room)
        this.#rooms.set(command.room, new Room(command.hears))
        return
      case 'set-hears':
        return this.#room(command.room).setHears(command.hears)
      case 'close-room':
        return this.#closeRoom(command.room)
      case 'join':
        return this.#join(command)
      case 'leave':
        return this.#leave(this.#leg(command.leg))
    }
  }

  async #describe(id: string, describe: (leg: Leg) => Promise<string>): Promise<Outcome> {
    if (this.#legs.has(id)) throw new MediaError('unavailable', `There is a leg ${id} already.`)
    const leg = new Leg(id, this.#around)
    this.#legs.set(id, leg)
    try {
      return { kind: 'described', sdp: await describe(leg) }
    } catch (error) {
      leg.close()
      if (this.#legs.get(id) === leg) this.#legs.delete(id)
      throw error
    }
  }

  #leg(id: string): Leg {
    const leg = this.#legs.get(id)
    if (!leg) throw new MediaError('gone', `There is no leg ${id}.`)
    return leg
  }

  #room(id: string): Room {
    const room = this.#rooms.get(id)
    if (!room) throw new MediaError('gone', `There is no room ${id}.`)
    return room
  }

  async #takeOver({ leg: id, from }: CommandOf<'take-over'>): Promise<void> {
    const leg = this.#leg(from)
    const closed = this.#closeLeg(id)
    this.#legs.delete(from)
    leg.id = id
    this.#legs.set(id, leg)
    await closed
  }

  /** Resolves once what was recorded of the leg is whole. */
  async #closeLeg(id: string): Promise<void> {
    const leg = this.#legs.get(id)
    if (!leg) return
    this.#leave(leg)
    this.#legs.delete(id)
    leg.close()
    this.#listeners.endAllOf(leg)
    await this.#recordings.endAllOf(leg)
  }

  #sendDtmf({ leg, key }: CommandOf<'send-dtmf'>): Outcome {
    const { outbound } = this.#leg(leg)
    if (!isKey(key)) throw new MediaError('unavailable', `${JSON.stringify(key)} is no key.`)
    return { kind: 'pressed', taken: outbound.press(key) }
  }

  #join({ room: roomId, leg: legId, role }: CommandOf<'join'>): void {
    const room = this.#room(roomId)
    const leg = this.#leg(legId)
    if (this.#roomOf.get(leg) !== room) this.#leave(leg)
    this.#roomOf.set(leg, room)
    room.join(leg, role)
  }

  #leave(leg: Leg): void {
    this.#roomOf.get(leg)?.leave(leg)
    this.#roomOf.delete(leg)
  }

  #closeRoom(id: string): void {
    const room = this.#rooms.get(id)
    if (!room) return
    room.close()
    this.#rooms.delete(id)
    for (const [leg, its] of this.#roomOf) if (its === room) this.#roomOf.delete(leg)
  }
}
