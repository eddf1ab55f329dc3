import { randomInt } from 'node:crypto'
import { tagOf, type SipRequest, type SipResponse } from '../message.ts'
import { parseNameAddress, parseNameAddresses, type NameAddress } from '../name-address.ts'
import { NO_PARAMETERS } from '../parameters.ts'
import type { Content, HeaderEntry, RequestSpec } from '../serialize.ts'

interface DialogState {
  readonly callId: string
  readonly localTag: string
  readonly remoteTag: string
  /** Our From value, tag included. */
  readonly local: string
  /** Our To value, tag included. */
  readonly remote: string
  readonly localSequence: number
  readonly remoteSequence: number | undefined
  readonly remoteTarget: NameAddress
  readonly routes: readonly NameAddress[]
}

/** The state that two parties share between requests (RFC 3261 §12). */
export class Dialog {
  readonly callId: string
  readonly localTag: string
  readonly remoteTag: string
  readonly routes: readonly NameAddress[]
  readonly #local: string
  readonly #remote: string
  #localSequence: number
  #remoteSequence: number | undefined
  #remoteTarget: NameAddress

  private constructor(state: DialogState) {
    this.callId = state.callId
    this.localTag = state.localTag
    this.remoteTag = state.remoteTag
    this.routes = state.routes
    this.#local = state.local
    this.#remote = state.remote
    this.#localSequence = state.localSequence
    this.#remoteSequence = state.remoteSequence
    this.#remoteTarget = state.remoteTarget
  }

  /** The dialog of an INVITE we answer (§12.1.1); `undefined` when it names no Contact to send requests to. */
  static ofRequest(invite: SipRequest, localTag: string): Dialog | undefined {
    const remoteTarget = contactOf(invite) ?? legacyTarget(invite)
    const routes = parseNameAddresses(invite.headers.all('record-route'))
    if (!remoteTarget || !routes) return undefined
    return new Dialog({
      callId: invite.callId,
      localTag,
      // A tag is missing only in requests of RFC 2543 clients (§12.1.1).
      remoteTag: tagOf(invite.from) ?? '',
      local: `${invite.headers.get('to') ?? ''};tag=${localTag}`,
      remote: invite.headers.get('from') ?? '',
      localSequence: randomInt(1, 2 ** 16),
      remoteSequence: invite.cseq.number,
      remoteTarget,
      routes,
    })
  }

  /**
   * The dialog that an answer to our INVITE makes (§12.1.2). `fallback` is where requests go when the answer names
   * no Contact, as careless servers do; `sequence` the number of our last request in it, if not the INVITE's.
   */
  static ofResponse(
    response: SipResponse,
    fallback: NameAddress,
    sequence = response.cseq.number,
  ): Dialog {
    const { headers } = response
    const routes = parseNameAddresses(headers.all('record-route')) ?? []
    return new Dialog({
      callId: response.callId,
      localTag: tagOf(response.from) ?? '',
      remoteTag: tagOf(response.to) ?? '',
      local: headers.get('from') ?? '',
      remote: headers.get('to') ?? '',
      localSequence: sequence,
      remoteSequence: undefined,
      remoteTarget: contactOf(response) ?? fallback,
      routes: routes.toReversed(),
    })
  }

  get remoteTarget(): NameAddress {
    return this.#remoteTarget
  }

  /** Where requests go first: the first route, or the peer itself. */
  get nextHop(): NameAddress {
    return this.routes[0] ?? this.#remoteTarget
  }

  /** Whether a request may belong here: its tags and Call-ID are ours. */
  matches(request: SipRequest): boolean {
    return request.callId === this.callId && (tagOf(request.from) ?? '') === this.remoteTag
  }

  /** Notes a request's sequence number; false when a later one has been seen (§12.2.2). */
  takeSequence(number: number): boolean {
    if (this.#remoteSequence !== undefined && number < this.#remoteSequence) return false
    this.#remoteSequence = number
    return true
  }

  /** Follows a target refresh: the Contact of a re-INVITE or UPDATE (§12.2.2, RFC 3311 §5.4). */
  refreshTarget(message: SipRequest | SipResponse): void {
    this.#remoteTarget = contactOf(message) ?? this.#remoteTarget
  }

  /** The next request in the dialog (§12.2.1.1). */
  nextRequest(method: string, headers: readonly HeaderEntry[], content?: Content): RequestSpec {
    this.#localSequence += 1
    return this.#request(method, { sequence: this.#localSequence, headers, content })
  }

  /** The sequence number of the latest request of ours. */
  get localSequence(): number {
    return this.#localSequence
  }

  /** The ACK to a 2xx of ours or theirs: it carries the INVITE's sequence number (§13.2.2.4). */
  ack(inviteSequence: number): RequestSpec {
    return this.#request('ACK', { sequence: inviteSequence, headers: [], content: undefined })
  }

  #request(
    method: string,
    {
      sequence,
      headers,
      content,
    }: { sequence: number; headers: readonly HeaderEntry[]; content: Content | undefined },
  ): RequestSpec {
    const target = this.#remoteTarget.uri
    const [first, ...others] = this.routes
    const isLoose = first?.address.kind === 'sip' && first.address.parameters.has('lr')
    const written = (route: NameAddress): string => `<${route.uri}>`
    const uri = first && !isLoose ? first.uri : target
    const route =
      first && !isLoose ? [...others.map(written), `<${target}>`] : this.routes.map(written)
    return {
      method,
      uri,
      headers: [
        ['max-forwards', '70'],
        ...route.map((value) => ['route', value] as const),
        ['from', this.#local],
        ['to', this.#remote],
        ['call-id', this.callId],
        ['cseq', `${sequence} ${method}`],
        ...headers,
      ],
      ...(content ? { content } : {}),
    }
  }
}

/** RFC 2543 clients, which know no tags, may leave out Contact: they are reached at their From. */
function legacyTarget(invite: SipRequest): NameAddress | undefined {
  const isLegacy = tagOf(invite.from) === undefined && invite.from.address.kind === 'sip'
  return isLegacy ? { ...invite.from, parameters: NO_PARAMETERS } : undefined
}

function contactOf(message: SipRequest | SipResponse): NameAddress | undefined {
  const [first = ''] = message.headers.list('contact')
  const contact = parseNameAddress(first)
  return contact?.address.kind === 'sip' ? contact : undefined
}
