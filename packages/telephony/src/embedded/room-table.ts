import type { HearMatrix, LegId, Role, RoomId } from '../port.ts'

interface Room {
  hears: HearMatrix
  readonly roles: Map<LegId, Role>
}

/** Who is in which room, and hears whom. The engine mixes; this is kept for what does not travel as audio. */
export class RoomTable {
  readonly #rooms = new Map<RoomId, Room>()
  readonly #roomOf = new Map<LegId, Room>()

  get size(): number {
    return this.#rooms.size
  }

  has(room: RoomId): boolean {
    return this.#rooms.has(room)
  }

  open(room: RoomId, hears: HearMatrix): void {
    this.#rooms.set(room, { hears, roles: new Map() })
  }

  close(id: RoomId): void {
    const room = this.#rooms.get(id)
    this.#rooms.delete(id)
    for (const leg of room?.roles.keys() ?? []) this.#roomOf.delete(leg)
  }

  setHears(id: RoomId, hears: HearMatrix): void {
    const room = this.#rooms.get(id)
    if (room) room.hears = hears
  }

  /** Puts a leg into a room; it leaves the one it was in. */
  join(id: RoomId, leg: LegId, role: Role): void {
    this.leave(leg)
    const room = this.#rooms.get(id)
    if (!room) return
    room.roles.set(leg, role)
    this.#roomOf.set(leg, room)
  }

  leave(leg: LegId): void {
    this.#roomOf.get(leg)?.roles.delete(leg)
    this.#roomOf.delete(leg)
  }

  /** The legs that hear this one. */
  listenersOf(speaker: LegId): readonly LegId[] {
    const room = this.#roomOf.get(speaker)
    const speakerRole = room?.roles.get(speaker)
    if (!room || speakerRole === undefined) return []
    const listeners: LegId[] = []
    for (const [leg, role] of room.roles) {
      const hearsAll = !Object.hasOwn(room.hears, role)
      const hearsSpeaker = hearsAll || (room.hears[role]?.includes(speakerRole) ?? false)
      if (leg !== speaker && hearsSpeaker) listeners.push(leg)
    }
    return listeners
  }
}
