import { parseDigits } from './characters.ts'
import type { Clock } from './clock.ts'
import type { Flow } from './flow.ts'
import type { SipRequest } from './message.ts'
import { parseNameAddresses, type NameAddress } from './name-address.ts'
import { quote } from './parameters.ts'
import type { HeaderEntry, Reply } from './serialize.ts'
import { isToken } from './characters.ts'

export interface RegistrarOptions {
  readonly clock: Clock
  readonly expiry: ExpiryBounds
  readonly maxBindingsPerUser: number
  /** A user can be called from now on. */
  readonly onRegistered: (user: string) => void
  /** A user cannot be called any more. */
  readonly onUnregistered: (user: string) => void
}

/** In seconds. */
export interface ExpiryBounds {
  readonly least: number
  readonly most: number
  /** For those who ask for none. */
  readonly usual: number
}

/** One way to reach a user: a Contact, and the flow it was registered by (RFC 5626 §6). */
export interface Binding {
  readonly user: string
  readonly contact: NameAddress
  readonly flow: Flow
  readonly callId: string
  readonly sequence: number
  /** On the clock's scale. */
  readonly expiresAt: number
  readonly stopExpiry: () => void
}

/** Who can be reached where (RFC 3261 §10.3). */
export class Registrar {
  readonly #options: RegistrarOptions
  /** By user, oldest first. */
  readonly #bindings = new Map<string, readonly Binding[]>()
  readonly #byFlow = new Map<string, Set<Binding>>()

  constructor(options: RegistrarOptions) {
    this.#options = options
  }

  /** Users with at least one binding. */
  get users(): readonly string[] {
    return [...this.#bindings.keys()]
  }

  get size(): number {
    let size = 0
    for (const bindings of this.#bindings.values()) size += bindings.length
    return size
  }

  /** Every way to reach a user, the newest first. */
  find(user: string): readonly Binding[] {
    const open = this.#bindings.get(user)?.filter(({ flow }) => flow.isOpen()) ?? []
    return open.toReversed()
  }

  /** Carries out an authenticated REGISTER and gives the answer. */
  register(user: string, request: SipRequest, flow: Flow): Reply {
    const values = request.headers.list('contact')
    if (values.includes('*')) return this.#removeAll(user, request, values)
    const contacts = parseNameAddresses(values)
    if (!contacts || contacts.some((contact) => contact.address.kind !== 'sip')) {
      return { status: 400, reason: 'Bad Contact' }
    }
    const wanted = contacts.map((contact) => ({ contact, seconds: this.#expiry(contact, request) }))
    const { least } = this.#options.expiry
    if (wanted.some(({ seconds }) => seconds > 0 && seconds < least)) {
      return { status: 423, headers: [['min-expires', String(least)]] }
    }
    if (contacts.some((contact) => this.#isOutdated(user, contact, request))) {
      return { status: 500, reason: 'CSeq Out Of Order' }
    }
    for (const { contact, seconds } of wanted) this.#bind(user, { contact, seconds, request, flow })
    return this.#listing(user)
  }

  /** Forgets a user. */
  remove(user: string): void {
    for (const binding of this.#bindings.get(user) ?? []) this.#unbind(binding)
  }

  /** Forgets everything that was registered by a connection. */
  flowClosed(flow: Flow): void {
    for (const binding of this.#byFlow.get(flow.id) ?? []) this.#unbind(binding)
  }

  close(): void {
    for (const bindings of this.#bindings.values()) {
      for (const binding of bindings) binding.stopExpiry()
    }
    this.#bindings.clear()
    this.#byFlow.clear()
  }

  /** `Contact: *` takes everything back, and only that (§10.2.2). */
  #removeAll(user: string, request: SipRequest, values: readonly string[]): Reply {
    const expires = parseDigits(request.headers.get('expires') ?? '', 2 ** 32)
    if (values.length !== 1 || expires !== 0) return { status: 400, reason: 'Bad Contact' }
    const isOutdated = this.#bindings.get(user)?.some((binding) => comesAfter(binding, request))
    if (isOutdated) return { status: 500, reason: 'CSeq Out Of Order' }
    this.remove(user)
    return this.#listing(user)
  }

  /** In seconds: what the Contact asks for, or the whole request, within our bounds from above (§10.3). */
  #expiry(contact: NameAddress, request: SipRequest): number {
    const { most, usual } = this.#options.expiry
    const asked = contact.parameters.get('expires') ?? request.headers.get('expires')
    if (asked === undefined) return Math.min(usual, most)
    // A value too large to read is a wish for "as long as possible"; nonsense counts as none.
    const seconds = parseDigits(asked, Number.MAX_SAFE_INTEGER)
    if (seconds === undefined) return /^\d+$/.test(asked) ? most : Math.min(usual, most)
    return Math.min(seconds, most)
  }

  #isOutdated(user: string, contact: NameAddress, request: SipRequest): boolean {
    const binding = this.#same(user, contact)
    return binding !== undefined && comesAfter(binding, request)
  }

  #bind(
    user: string,
    wish: { contact: NameAddress; seconds: number; request: SipRequest; flow: Flow },
  ): void {
    const { contact, seconds, request, flow } = wish
    const old = this.#same(user, contact)
    if (seconds === 0) {
      if (old) this.#unbind(old)
      return
    }
    const binding: Binding = {
      user,
      contact,
      flow,
      callId: request.callId,
      sequence: request.cseq.number,
      expiresAt: this.#options.clock.now() + seconds * 1000,
      stopExpiry: this.#options.clock.after(seconds * 1000, () => this.#unbind(binding)),
    }
    const others = (this.#bindings.get(user) ?? []).filter((other) => other !== old)
    if (old) this.#forget(old)
    const isNew = !this.#bindings.has(user)
    this.#bindings.set(user, [...others, binding])
    this.#linkFlow(binding)
    const [oldest] = others
    if (oldest && others.length >= this.#options.maxBindingsPerUser) this.#unbind(oldest)
    if (isNew) this.#options.onRegistered(user)
  }

  /** The binding that a Contact renews: the same instance and reg-id (RFC 5626 §6), or the same URI. */
  #same(user: string, contact: NameAddress): Binding | undefined {
    const instance = contact.parameters.get('+sip.instance')
    const registration = contact.parameters.get('reg-id')
    return this.#bindings.get(user)?.find((binding) => {
      const { parameters, uri } = binding.contact
      if (instance !== undefined && registration !== undefined && parameters.has('reg-id')) {
        const isSameInstance = parameters.get('+sip.instance') === instance
        return isSameInstance && parameters.get('reg-id') === registration
      }
      return uri === contact.uri
    })
  }

  #unbind(binding: Binding): void {
    this.#forget(binding)
    const others = this.#bindings.get(binding.user)?.filter((other) => other !== binding)
    if (!others) return
    if (others.length > 0) {
      this.#bindings.set(binding.user, others)
      return
    }
    this.#bindings.delete(binding.user)
    this.#options.onUnregistered(binding.user)
  }

  #forget(binding: Binding): void {
    binding.stopExpiry()
    const bindings = this.#byFlow.get(binding.flow.id)
    bindings?.delete(binding)
    if (bindings?.size === 0) this.#byFlow.delete(binding.flow.id)
  }

  #linkFlow(binding: Binding): void {
    const bindings = this.#byFlow.get(binding.flow.id)
    if (bindings) bindings.add(binding)
    else this.#byFlow.set(binding.flow.id, new Set([binding]))
  }

  /** The 200 lists every binding with its remaining time (§10.3, step 8). */
  #listing(user: string): Reply {
    const now = this.#options.clock.now()
    const headers = (this.#bindings.get(user) ?? []).map((binding): HeaderEntry => {
      const seconds = Math.max(1, Math.round((binding.expiresAt - now) / 1000))
      return ['contact', `<${binding.contact.uri}>${parametersOf(binding)};expires=${seconds}`]
    })
    return { status: 200, headers }
  }
}

/** The same client has registered since (§10.3, step 7). */
function comesAfter(binding: Binding, request: SipRequest): boolean {
  return binding.callId === request.callId && binding.sequence >= request.cseq.number
}

function parametersOf(binding: Binding): string {
  let octets = ''
  for (const [name, value] of binding.contact.parameters) {
    if (name === 'expires') continue
    octets += `;${name}`
    if (value !== '') octets += `=${isToken(value) ? value : quote(value)}`
  }
  return octets
}
