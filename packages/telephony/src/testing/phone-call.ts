import { randomUUID } from 'node:crypto'
import {
  bodyText,
  tagOf,
  type SipMessage,
  type SipRequest,
  type SipResponse,
} from '../sip/message.ts'
import type { AudioPeer } from './audio-peer.ts'
import { digestAnswer } from './digest-client.ts'
import type { PhoneMedia } from './phone-media.ts'
import type { ScriptedPhone } from './scripted-phone.ts'
import { requestText, responseText, type RequestText, type ResponseText } from './sip-text.ts'

/** One call of a test phone. */
export class PhoneCall {
  readonly media: PhoneMedia
  readonly callId: string
  /** The request that called this phone. */
  readonly offered: SipRequest | undefined
  /** Status codes and methods that came, in order: `100`, `180`, `200`, `BYE` … */
  readonly heard: string[] = []
  /** Everything that came. */
  readonly messages: SipMessage[] = []
  /** What it answers when it is asked to connect itself elsewhere. */
  referAnswer = 202
  /** Keys that came by INFO. */
  readonly infoKeys: string[] = []
  #phone: ScriptedPhone
  readonly #number: string
  readonly #localTag = randomUUID().slice(0, 8)
  #remoteTag: string | undefined
  #target: string
  #cseq = 0
  #inviteBranch = ''
  #isAnswered = false
  /** The latest request of ours, in case it is challenged. */
  #latest: { method: string; changes: Partial<RequestText> } | undefined

  constructor(
    phone: ScriptedPhone,
    media: PhoneMedia,
    { callId, number, invite }: { callId: string; number: string; invite?: SipRequest },
  ) {
    this.#phone = phone
    this.media = media
    this.callId = callId
    this.#number = number
    this.offered = invite
    this.#target = `sip:${number}@${phone.options.domain}`
    if (!invite) return
    this.messages.push(invite)
    this.#remoteTag = tagOf(invite.from)
    this.#target = contactOf(invite) ?? this.#target
  }

  /** What the phone says and hears in this call. */
  get rtp(): AudioPeer {
    return this.media.peer
  }

  async invite({ body, headers = [] }: { body?: string; headers?: string[] }): Promise<void> {
    this.request('INVITE', { body: body ?? (await this.media.offer()), headers })
  }

  /** Goes on by another phone's line. */
  moveTo(phone: ScriptedPhone): void {
    this.#phone = phone
  }

  /** Gives up before the call is answered. */
  cancel(): void {
    this.#send('CANCEL', { branch: this.#inviteBranch })
  }

  /** Says that the call to this phone is attended to (180). */
  ring(): void {
    this.respond({ status: 180 })
  }

  /** Is heard before it takes the call to this phone (183). */
  async speakEarly(): Promise<void> {
    if (!this.offered) throw new Error('Nobody called')
    this.respond({ status: 183, body: await this.media.answer(bodyText(this.offered)) })
  }

  /** Takes the call to this phone (200). */
  async answer(): Promise<void> {
    if (!this.offered) throw new Error('Nobody called')
    this.respond({ status: 200, body: await this.media.answer(bodyText(this.offered)) })
  }

  respond(response: ResponseText): void {
    if (!this.offered) throw new Error('Nobody called')
    const contact = `<${this.#phone.uri}>`
    this.#phone.send(responseText(this.offered, { toTag: this.#localTag, contact, ...response }))
  }

  hangup(): void {
    this.request('BYE')
  }

  hold(): void {
    this.request('INVITE', { body: this.media.reoffer('sendonly') })
  }

  resume(): void {
    this.request('INVITE', { body: this.media.reoffer('sendrecv') })
  }

  /** Presses a key by INFO. */
  pressByInfo(key: string): void {
    this.request('INFO', {
      type: 'application/dtmf-relay',
      body: `Signal=${key}\r\nDuration=160\r\n`,
    })
  }

  /** Asks the server to connect this call's party elsewhere: somebody at an address, or in place of another call. */
  refer(target: string, attended?: PhoneCall): void {
    const replaces = attended ? `?Replaces=${encodeURIComponent(attended.replaces)}` : ''
    this.request('REFER', { headers: [`Refer-To: <${target}${replaces}>`] })
  }

  /** Tells the server how the transfer that it asked for comes about. */
  tellTransfer(statusLine: string, isLast = false): void {
    const state = isLast ? 'terminated;reason=noresource' : 'active;expires=60'
    this.request('NOTIFY', {
      headers: ['Event: refer', `Subscription-State: ${state}`],
      type: 'message/sipfrag',
      body: `${statusLine}\r\n`,
    })
  }

  /** What the server has last asked this phone to connect itself with: Refer-To's value. */
  get referredTo(): string | undefined {
    const refers = this.messages.filter(
      (message) => message.kind === 'request' && message.method === 'REFER',
    )
    return refers.at(-1)?.headers.get('refer-to')
  }

  /** This call as the server is to name it (RFC 3891): its tag is the one that requests go to. */
  get replaces(): string {
    return `${this.callId};to-tag=${this.#remoteTag ?? ''};from-tag=${this.#localTag}`
  }

  /** What the server has said of the transfer: the status lines of its NOTIFYs. */
  get transferNews(): string[] {
    return this.messages
      .filter((message) => message.kind === 'request' && message.method === 'NOTIFY')
      .map((notify) => bodyText(notify).trim())
  }

  /** Sends any request in the dialog. */
  request(method: string, changes: Partial<RequestText> = {}): void {
    this.#cseq += 1
    this.#latest = { method, changes }
    const branch = `z9hG4bK${randomUUID()}`
    if (method === 'INVITE') this.#inviteBranch = branch
    this.#send(method, { branch, ...changes })
  }

  /** Waits until this has come: a status or a method, this many times in all. */
  async hears(what: string, times = 1): Promise<true> {
    return await this.#phone.until(`hears ${what} ${times} times`, () => {
      return this.heard.filter((one) => one === what).length >= times
    })
  }

  receive(message: SipMessage): void {
    this.messages.push(message)
    if (message.kind === 'request') this.#receiveRequest(message)
    else this.#receiveResponse(message)
  }

  #receiveResponse(response: SipResponse): void {
    this.heard.push(String(response.status))
    if (response.cseq.method === 'INVITE') this.#receiveInviteResponse(response)
    if (response.status === 401) this.#authenticate(response)
  }

  #receiveInviteResponse(response: SipResponse): void {
    const { status, cseq, via } = response
    if (status < 101) return
    if (status >= 300) {
      const toTag = tagOf(response.to)
      this.#send('ACK', {
        branch: via.branch ?? '',
        cseq: cseq.number,
        ...(toTag === undefined ? {} : { toTag }),
      })
      return
    }
    this.#remoteTag = tagOf(response.to) ?? this.#remoteTag
    // The first description is the answer, whatever answer it came with (RFC 3261 §13.2.1).
    if (!this.offered && !this.#isAnswered && response.body.length > 0) {
      this.#isAnswered = true
      this.media.accept(bodyText(response))
    }
    if (status < 200) return
    this.#target = contactOf(response) ?? this.#target
    this.#send('ACK', { cseq: cseq.number })
  }

  #authenticate(response: SipResponse): void {
    const { user, password } = this.#phone.options
    const latest = this.#latest
    if (password === undefined || !latest) return
    this.#latest = undefined
    const login = { user, password, method: latest.method, uri: this.#target }
    const answer = digestAnswer(response.headers.all('www-authenticate'), login)
    const headers = [...(latest.changes.headers ?? []), `Authorization: ${answer}`]
    this.request(latest.method, { ...latest.changes, headers })
    this.#latest = undefined
  }

  #receiveRequest(request: SipRequest): void {
    this.heard.push(request.method)
    if (request.method === 'ACK') return
    if (request.method === 'INFO') {
      this.infoKeys.push(/Signal=(\S)/.exec(bodyText(request))?.[1] ?? '?')
    }
    const status = request.method === 'REFER' ? this.referAnswer : 200
    this.#phone.send(responseText(request, { status }))
    if (request.method === 'CANCEL') this.respond({ status: 487 })
  }

  #send(method: string, changes: Partial<RequestText>): void {
    const { user, domain, displayName } = this.#phone.options
    const name = displayName === undefined ? '' : `"${displayName}" `
    const peer = this.offered
    const isTagged = this.#remoteTag !== undefined && method !== 'CANCEL'
    this.#phone.send(
      requestText({
        method,
        uri: this.#target,
        via: this.#phone.line.via,
        callId: this.callId,
        cseq: this.#cseq,
        contact: `<${this.#phone.uri}>`,
        from: `${name}<sip:${user}@${domain}>`,
        fromTag: this.#localTag,
        to: peer ? `<${peer.from.uri}>` : `<sip:${this.#number}@${domain}>`,
        ...(isTagged && this.#remoteTag !== undefined ? { toTag: this.#remoteTag } : {}),
        ...changes,
      }),
    )
  }
}

function contactOf(message: SipMessage): string | undefined {
  return /<([^>]+)>/.exec(message.headers.get('contact') ?? '')?.[1]
}
