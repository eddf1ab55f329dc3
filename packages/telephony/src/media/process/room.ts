import type { HearMatrix, Role } from '../../port.ts'
import type { Inbound, Listener } from './inbound.ts'
import type { Outbound } from './outbound.ts'

/** A leg as its room sees it: what it says and what it hears. */
export interface Member {
  readonly inbound: Inbound
  readonly outbound: Outbound
}

/**
 * Legs that hear each other by a matrix of roles. The room only says who hears whom, whenever that changes; the audio
 * goes from leg to leg. Who hears one party alone gets that party's packets as they come; who hears several gets a mix.
 */
export class Room {
  readonly #members = new Map<Member, Role>()
  #hears: ReadonlyMap<Role, ReadonlySet<Role>>

  constructor(hears: HearMatrix) {
    this.#hears = read(hears)
  }

  setHears(hears: HearMatrix): void {
    this.#hears = read(hears)
    this.#arrange()
  }

  join(member: Member, role: Role): void {
    this.#members.set(member, role)
    this.#arrange()
  }

  leave(member: Member): void {
    if (!this.#members.delete(member)) return
    isolate(member)
    this.#arrange()
  }

  /** Takes every leg out. */
  close(): void {
    for (const member of this.#members.keys()) isolate(member)
    this.#members.clear()
  }

  #arrange(): void {
    const relaysTo = new Map<Inbound, Listener[]>()
    const mixedFor = new Map<Inbound, Listener[]>()
    for (const [listener, role] of this.#members) {
      const speakers = this.#speakersFor(listener, role)
      listener.outbound.hear(speakers)
      const how = speakers.length === 1 ? relaysTo : mixedFor
      for (const speaker of speakers) {
        how.set(speaker, [...(how.get(speaker) ?? []), listener.outbound])
      }
    }
    for (const { inbound } of this.#members.keys()) {
      inbound.speakTo(relaysTo.get(inbound) ?? [], mixedFor.get(inbound) ?? [])
    }
  }

  #speakersFor(listener: Member, role: Role): Inbound[] {
    const heard = this.#hears.get(role)
    return [...this.#members]
      .filter(([speaker, speaking]) => speaker !== listener && (heard?.has(speaking) ?? true))
      .map(([{ inbound }]) => inbound)
  }
}

function read(hears: HearMatrix): ReadonlyMap<Role, ReadonlySet<Role>> {
  return new Map(Object.entries(hears).map(([role, heard]) => [role, new Set(heard)]))
}

function isolate({ inbound, outbound }: Member): void {
  inbound.speakTo([], [])
  outbound.hear([])
}
