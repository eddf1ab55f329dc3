import type { AudioSource, LegId, RoomId, VoicePort } from '@iris/telephony'

/** A caller and an agent in one room, with music for whoever is put on hold. */
export class Talk {
  readonly agentLeg: LegId
  readonly #voice: VoicePort
  readonly #callerLeg: LegId
  readonly #music: AudioSource
  readonly #room: RoomId

  private constructor(
    voice: VoicePort,
    room: RoomId,
    legs: { caller: LegId; agent: LegId },
    music: AudioSource,
  ) {
    this.#voice = voice
    this.#room = room
    this.#callerLeg = legs.caller
    this.agentLeg = legs.agent
    this.#music = music
  }

  static async begin(
    voice: VoicePort,
    legs: { caller: LegId; agent: LegId },
    music: AudioSource,
  ): Promise<Talk> {
    const room = await voice.openRoom()
    await Promise.all([
      voice.join(room, legs.caller, 'caller'),
      voice.join(room, legs.agent, 'agent'),
    ])
    await voice.stop(legs.caller)
    return new Talk(voice, room, legs, music)
  }

  /** One of the two put the other on hold, or took them off it. */
  async hold(by: LegId): Promise<void> {
    await this.#voice.play(this.#otherThan(by), this.#music, { loop: true })
  }

  async resume(by: LegId): Promise<void> {
    await this.#voice.stop(this.#otherThan(by))
  }

  async end(): Promise<void> {
    await this.#voice.closeRoom(this.#room)
  }

  #otherThan(leg: LegId): LegId {
    return leg === this.agentLeg ? this.#callerLeg : this.agentLeg
  }
}
