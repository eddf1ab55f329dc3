import { randomUUID } from 'node:crypto'
import type { LegId, Role, RoomId } from '../port.ts'
import type { MediaEngine } from './media-engine.ts'

/**
 * The line between two media processes for one leg whose room is in the other: a pair of legs that call each other over plain
 * RTP on this machine. The near one stands for the leg in its room; the far one and the leg are alone in a room of their own.
 */
export interface Trunk {
  readonly home: MediaEngine
  readonly away: MediaEngine
  readonly near: LegId
  readonly far: LegId
  readonly room: RoomId
}

/** Lays a line. Rejects as the engines do; nothing is left of it then. */
export async function openTrunk(
  home: MediaEngine,
  away: MediaEngine,
  host: string,
): Promise<Trunk> {
  const id = randomUUID()
  const trunk = { home, away, near: `${id}-near`, far: `${id}-far`, room: `${id}-room` }
  try {
    const offer = await home.offer(trunk.near, 'rtp')
    const answer = await away.answer(trunk.far, at(host, offer))
    await home.accept(trunk.near, at(host, answer))
    await away.openRoom(trunk.room, {})
    await away.join(trunk.room, trunk.far, 'line')
  } catch (error) {
    await closeTrunk(trunk)
    throw error
  }
  return trunk
}

/** Joins the leg at the far end, and what stands for it at the near end, in the role it has there. */
export async function joinByTrunk(
  { home, away, near, room: own }: Trunk,
  room: RoomId,
  { leg, role }: { leg: LegId; role: Role },
): Promise<void> {
  await Promise.all([home.join(room, near, role), away.join(own, leg, role)])
}

/** Takes a line up. What of it is gone already is no error. */
export async function closeTrunk({ home, away, near, far, room }: Trunk): Promise<void> {
  await Promise.allSettled([home.closeLeg(near), away.closeLeg(far), away.closeRoom(room)])
}

/** Whether a leg is an end of a line, of which nobody else knows. */
export function isTrunkLeg(leg: LegId): boolean {
  return /^[\da-f-]{36}-(near|far)$/.test(leg)
}

/** The description with the address by which processes of this machine reach each other. */
function at(host: string, description: string): string {
  return description.replace(/^(c=IN IP[46]) \S+/m, `$1 ${host}`)
}
