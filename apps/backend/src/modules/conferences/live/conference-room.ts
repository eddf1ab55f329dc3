import type { AudioSource, RoomId, VoicePort } from '@iris/telephony'
import type { FollowedLeg } from '../../calls/live/ringing/followed-legs.ts'
import { unlessGone } from '../../calls/live/unless-gone.ts'
import { conferenceHears, type MemberShape, type Place, placeOf } from './arrangement.ts'

/** A member as the room knows them. */
export interface RoomMember extends MemberShape {
  readonly leg: FollowedLeg
}

/** The audio of one conference: everybody's leg, in the place that is theirs. */
export class ConferenceRoom {
  readonly #voice: VoicePort
  readonly #room: RoomId
  readonly #music: AudioSource
  readonly #places = new Map<FollowedLeg, Place>()

  private constructor(voice: VoicePort, room: RoomId, music: AudioSource) {
    this.#voice = voice
    this.#room = room
    this.#music = music
  }

  static async open(voice: VoicePort, music: AudioSource): Promise<ConferenceRoom> {
    return new ConferenceRoom(voice, await voice.openRoom(conferenceHears), music)
  }

  /** Takes a leg in, heard by nobody yet. Rejects when it has gone. */
  async admit({ leg }: RoomMember): Promise<void> {
    await this.#voice.join(this.#room, leg.id, 'silent')
    // Whatever was played before must not drown the conference.
    await this.#voice.stop(leg.id)
    this.#places.set(leg, { role: 'silent', music: false })
  }

  /** Takes a leg out; it stays up, and hears nothing. */
  async dismiss({ leg }: RoomMember): Promise<void> {
    this.#places.delete(leg)
    await unlessGone(this.#voice.leave(leg.id))
    await unlessGone(this.#voice.stop(leg.id))
  }

  /** Puts everybody in their place. */
  async arrange(members: readonly RoomMember[], hasStarted: boolean): Promise<void> {
    const conference = { hasStarted, members: members.length }
    await Promise.all(members.map((member) => this.#put(member.leg, placeOf(member, conference))))
  }

  /** Plays something short to those who hear the conference now. */
  async tell(members: readonly RoomMember[], source: AudioSource): Promise<void> {
    const listening = members.filter(({ leg }) => {
      const { role, music } = this.#places.get(leg) ?? { role: 'silent', music: false }
      return !music && conferenceHears[role]?.length !== 0
    })
    await Promise.all(listening.map(({ leg }) => unlessGone(this.#voice.play(leg.id, source))))
  }

  async close(): Promise<void> {
    await unlessGone(this.#voice.closeRoom(this.#room))
  }

  async #put(leg: FollowedLeg, place: Place): Promise<void> {
    const before = this.#places.get(leg)
    if (!before) return
    this.#places.set(leg, place)
    if (before.role !== place.role) {
      await unlessGone(this.#voice.join(this.#room, leg.id, place.role))
    }
    if (before.music === place.music) return
    await unlessGone(
      place.music
        ? this.#voice.play(leg.id, this.#music, { loop: true })
        : this.#voice.stop(leg.id),
    )
  }
}
