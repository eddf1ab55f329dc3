import type { Origination, VoicePort } from '@iris/telephony'
import type { Principal } from '../../http/context.ts'
import type { Logger } from '../../log.ts'
import type { EventBus } from '../../work.ts'
import { readPhoneUser, sessionUser } from './credentials.ts'

/** How long an agent's phone may be gone before the agent counts as gone: a reload, a moment without network. */
const phoneGraceMs = 10_000

/** Which agents have a phone that can be rung. */
export interface PhonePresence {
  isReady(agentId: string): boolean
  /** The SIP user of the phone that registered last. */
  phoneOf(agentId: string): string | undefined
  /** Whom to ring for an agent to be rung wherever they are: the phone that registered last, and the others. */
  everyPhoneOf(agentId: string): PhonesToRing | undefined
  /** Says that an agent's phone should be there; if it does not come within the grace time, it counts as lost. */
  expect(agentId: string, tenantId: string): void
  /** Hears of agents whose phone came, or has been gone for the grace time. */
  onChange(listener: (change: PhoneChange) => void): () => void
  close(): void
}

/** Who is rung for somebody, as the voice port takes it. */
type PhonesToRing = Extract<Origination['to'], { kind: 'user' }>

interface PhoneChange {
  readonly kind: 'ready' | 'lost'
  readonly agentId: string
  readonly tenantId: string
}

interface Parts {
  readonly voice: VoicePort
  readonly bus: EventBus
  readonly principalOf: (sessionId: string) => Promise<Principal | undefined>
  readonly log: Logger
}

interface AgentPhones {
  readonly tenantId: string
  readonly users: Set<string>
  grace: NodeJS.Timeout | undefined
}

export function phonePresence({ voice, bus, principalOf, log }: Parts): PhonePresence {
  const agents = new Map<string, AgentPhones>()
  const agentOfUser = new Map<string, string>()
  const listeners = new Set<(change: PhoneChange) => void>()
  const tell = (change: PhoneChange) => listeners.forEach((listener) => listener(change))

  async function came(user: string): Promise<void> {
    const phone = readPhoneUser(user)
    if (phone?.kind !== 'session') return
    const principal = await principalOf(phone.sessionId)
    if (!principal || !voice.registeredUsers().includes(user)) return
    const { userId: agentId, tenantId } = principal
    const phones: AgentPhones = agents.get(agentId) ?? {
      tenantId,
      users: new Set(),
      grace: undefined,
    }
    clearTimeout(phones.grace)
    phones.users.delete(user)
    phones.users.add(user)
    agents.set(agentId, phones)
    agentOfUser.set(user, agentId)
    tell({ kind: 'ready', agentId, tenantId })
  }

  function went(user: string): void {
    const agentId = agentOfUser.get(user)
    const phones = agentId === undefined ? undefined : agents.get(agentId)
    if (agentId === undefined || !phones) return
    agentOfUser.delete(user)
    phones.users.delete(user)
    if (phones.users.size === 0) expect(agentId, phones.tenantId)
  }

  function expect(agentId: string, tenantId: string): void {
    const phones: AgentPhones = agents.get(agentId) ?? {
      tenantId,
      users: new Set(),
      grace: undefined,
    }
    if (phones.users.size > 0) return
    clearTimeout(phones.grace)
    agents.set(agentId, phones)
    phones.grace = setTimeout(() => {
      agents.delete(agentId)
      tell({ kind: 'lost', agentId, tenantId })
    }, phoneGraceMs)
  }

  const stops = [
    voice.on('user.registered', ({ user }) => {
      came(user).catch((error: unknown) =>
        log.error({ err: error, user }, 'a phone came but its user is unknown'),
      )
    }),
    voice.on('user.unregistered', ({ user }) => went(user)),
    bus.watch((event) => {
      if (event.type !== 'session.ended') return
      voice
        .expel(sessionUser(event.payload.sessionId))
        .catch((error: unknown) =>
          log.error({ err: error }, 'could not close the phone of an ended session'),
        )
    }),
  ]

  return {
    isReady: (agentId) => (agents.get(agentId)?.users.size ?? 0) > 0,
    phoneOf: (agentId) => [...(agents.get(agentId)?.users ?? [])].at(-1),
    everyPhoneOf(agentId) {
      const [user, ...also] = [...(agents.get(agentId)?.users ?? [])].toReversed()
      return user === undefined ? undefined : { kind: 'user', user, also }
    },
    expect,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      stops.forEach((stop) => stop())
      for (const phones of agents.values()) clearTimeout(phones.grace)
    },
  }
}
