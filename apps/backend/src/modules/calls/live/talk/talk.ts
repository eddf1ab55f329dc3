import type { TalkParty } from '@iris/contracts'
import type { AudioSource, LegId, RoomId, VoicePort } from '@iris/telephony'
import { arrangementOf, type TalkRole, type TalkShape } from './talk-arrangement.ts'
import { unlessGone } from '../unless-gone.ts'

type Sound = 'music' | 'ringing'

/** What is played to whoever waits in a talk. */
export type TalkSounds = Readonly<Record<Sound, AudioSource>>

const plainTalk: TalkShape = {
  consult: 'none',
  supervision: 'none',
  holding: new Set(),
  muted: new Set(),
  isCallerHidden: false,
}

/** A caller and an agent in one room, with whoever else is brought in, and sounds for whoever is left to wait. */
export class Talk {
  readonly #voice: VoicePort
  readonly #room: RoomId
  readonly #legs: Map<TalkRole, LegId>
  readonly #sources: TalkSounds
  #shape: TalkShape
  #playing: ReadonlyMap<TalkParty, Sound> = new Map()

  private constructor(
    voice: VoicePort,
    room: RoomId,
    legs: { caller: LegId; agent: LegId },
    { sounds, shape }: { readonly sounds: TalkSounds; readonly shape: TalkShape },
  ) {
    this.#voice = voice
    this.#room = room
    this.#legs = new Map<TalkRole, LegId>([
      ['caller', legs.caller],
      ['agent', legs.agent],
    ])
    this.#sources = sounds
    this.#shape = shape
  }

  static async begin(
    voice: VoicePort,
    legs: { caller: LegId; agent: LegId },
    sources: TalkSounds,
    begins: Pick<TalkShape, 'isCallerHidden'>,
  ): Promise<Talk> {
    const shape = { ...plainTalk, ...begins }
    const room = await voice.openRoom(arrangementOf(shape).hears)
    try {
      await Promise.all([
        voice.join(room, legs.caller, 'caller'),
        voice.join(room, legs.agent, 'agent'),
      ])
      await voice.stop(legs.caller)
    } catch (error) {
      await voice.closeRoom(room)
      throw error
    }
    return new Talk(voice, room, legs, { sounds: sources, shape })
  }

  get shape(): TalkShape {
    return this.#shape
  }

  legOf(role: TalkRole): LegId | undefined {
    return this.#legs.get(role)
  }

  /** Every leg of the talk but the caller's, which outlives it. */
  get otherLegs(): LegId[] {
    return [...this.#legs].flatMap(([role, leg]) => (role === 'caller' ? [] : [leg]))
  }

  /** One of them put the others on hold, or took them off it. */
  hold(by: LegId): Promise<void> {
    return this.#setHolding(by, (holding, party) => holding.add(party))
  }

  resume(by: LegId): Promise<void> {
    return this.#setHolding(by, (holding, party) => holding.delete(party))
  }

  mute(party: TalkParty): Promise<void> {
    return this.reshape({ muted: new Set([...this.#shape.muted, party]) })
  }

  unmute(party: TalkParty): Promise<void> {
    return this.reshape({ muted: without(this.#shape.muted, party) })
  }

  /** Changes who hears whom, and what is played to those who are left to wait. */
  async reshape(change: Partial<TalkShape>): Promise<void> {
    this.#shape = { ...this.#shape, ...change }
    const { hears, sounds } = arrangementOf(this.#shape)
    await this.#voice.setHears(this.#room, hears)
    const before = this.#playing
    this.#playing = sounds
    await Promise.all(
      (['caller', 'agent', 'consulted'] as const).map((party) =>
        this.#sound(party, before.get(party), sounds.get(party)),
      ),
    )
  }

  /** Brings somebody in. What they hear and who hears them, the shape says. */
  async admit(role: 'consulted' | 'supervisor', leg: LegId): Promise<void> {
    this.#legs.set(role, leg)
    await this.#voice.join(this.#room, leg, role)
  }

  /** Somebody goes on with another leg. What the old one did goes with it. */
  async replace(role: TalkParty, leg: LegId): Promise<void> {
    const before = this.#legs.get(role)
    this.#legs.set(role, leg)
    if (before !== undefined) await unlessGone(this.#voice.leave(before))
    await this.#voice.join(this.#room, leg, role)
    this.#playing = new Map([...this.#playing].filter(([party]) => party !== role))
    await this.reshape(forgetting(this.#shape, role))
  }

  /** Takes somebody out; their leg stays up. */
  async dismiss(role: 'consulted' | 'supervisor'): Promise<void> {
    const leg = this.#legs.get(role)
    this.#legs.delete(role)
    if (role === 'consulted') this.#shape = forgetting(this.#shape, 'consulted')
    if (leg !== undefined) await unlessGone(this.#voice.leave(leg))
  }

  /** The colleague takes the agent's part; the agent is out. */
  async handOver(): Promise<void> {
    const [agent, colleague] = [this.#legs.get('agent'), this.#legs.get('consulted')]
    if (agent === undefined || colleague === undefined) return
    this.#legs.delete('consulted')
    this.#legs.set('agent', colleague)
    await unlessGone(this.#voice.leave(agent))
    await unlessGone(this.#voice.stop(colleague))
    await unlessGone(this.#voice.join(this.#room, colleague, 'agent'))
    // What was played to the agent's leg went with it; what was played to the colleague has been stopped.
    this.#playing = new Map([...this.#playing].filter(([party]) => party === 'caller'))
    const shape = forgetting(forgetting(this.#shape, 'agent'), 'consulted')
    await this.reshape({ ...shape, consult: 'none', muted: new Set() })
  }

  async end(): Promise<void> {
    await this.#voice.closeRoom(this.#room)
  }

  async #setHolding(
    by: LegId,
    change: (holding: Set<TalkParty>, party: TalkParty) => void,
  ): Promise<void> {
    const role = [...this.#legs].find(([, leg]) => leg === by)?.[0]
    if (role === undefined || role === 'supervisor') return
    const holding = new Set(this.#shape.holding)
    change(holding, role)
    await this.reshape({ holding })
  }

  async #sound(party: TalkParty, was: Sound | undefined, is: Sound | undefined): Promise<void> {
    const leg = this.#legs.get(party)
    if (leg === undefined || was === is) return
    await unlessGone(
      is === undefined
        ? this.#voice.stop(leg)
        : this.#voice.play(leg, this.#sources[is], { loop: true }),
    )
  }
}

function without(parties: ReadonlySet<TalkParty>, one: TalkParty): Set<TalkParty> {
  return new Set([...parties].filter((party) => party !== one))
}

/** The shape once a party has left: what they did goes with them. */
function forgetting(shape: TalkShape, party: TalkParty): TalkShape {
  return {
    ...shape,
    holding: without(shape.holding, party),
    muted: without(shape.muted, party),
  }
}
