import { tagOf, type SipRequest } from '../message.ts'
import type { Flow } from '../flow.ts'
import type { Replaces } from '../replaces.ts'
import type { Session } from './session.ts'

/** Every session, found without looking through all of them: by its tag, its connection and its user. */
export class SessionTable {
  readonly #byTag = new Map<string, Session>()
  readonly #byFlow = new Map<string, Set<Session>>()
  readonly #byUser = new Map<string, Set<Session>>()
  /** The flow each session is filed under. */
  readonly #flows = new Map<Session, string>()

  get size(): number {
    return this.#byTag.size
  }

  add(session: Session): void {
    this.#byTag.set(session.localTag, session)
    this.#file(session)
    if (session.user !== undefined) addTo(this.#byUser, session.user, session)
  }

  remove(session: Session): void {
    this.#byTag.delete(session.localTag)
    const flow = this.#flows.get(session)
    this.#flows.delete(session)
    if (flow !== undefined) removeFrom(this.#byFlow, flow, session)
    if (session.user !== undefined) removeFrom(this.#byUser, session.user, session)
  }

  /** The session a request within a dialog belongs to: To carries our tag (RFC 3261 §12.2.2). */
  find(request: SipRequest): Session | undefined {
    const session = this.#byTag.get(tagOf(request.to) ?? '')
    return session?.matches(request) ? session : undefined
  }

  /** Looks through all of them: for what happens seldom. */
  hasPeerAt(address: string): boolean {
    for (const { flow } of this.#byTag.values()) {
      if (flow.remoteAddress === address) return true
    }
    return false
  }

  /** The session whose dialog a Replaces names. */
  named(replaces: Replaces): Session | undefined {
    const session = this.#byTag.get(replaces.toTag)
    return session?.isNamedBy(replaces) ? session : undefined
  }

  ofFlow(flow: Flow): readonly Session[] {
    return [...(this.#byFlow.get(flow.id) ?? [])]
  }

  ofUser(user: string): readonly Session[] {
    return [...(this.#byUser.get(user) ?? [])]
  }

  /** Moves a session to another connection. */
  rebind(session: Session, flow: Flow): void {
    const old = this.#flows.get(session)
    if (old !== undefined) removeFrom(this.#byFlow, old, session)
    session.rebind(flow)
    if (this.#byTag.has(session.localTag)) this.#file(session)
  }

  #file(session: Session): void {
    // Only connections close; addresses behind the UDP socket need no file.
    if (!session.flow.reliable) return
    this.#flows.set(session, session.flow.id)
    addTo(this.#byFlow, session.flow.id, session)
  }
}

function addTo(index: Map<string, Set<Session>>, key: string, session: Session): void {
  const sessions = index.get(key)
  if (sessions) sessions.add(session)
  else index.set(key, new Set([session]))
}

function removeFrom(index: Map<string, Set<Session>>, key: string, session: Session): void {
  const sessions = index.get(key)
  sessions?.delete(session)
  if (sessions?.size === 0) index.delete(key)
}
