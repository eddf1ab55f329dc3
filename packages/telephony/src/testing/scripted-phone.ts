import { randomUUID } from 'node:crypto'
import type { SipMessage, SipRequest } from '../sip/message.ts'
import { parseMessage } from '../sip/parse-message.ts'
import type { AudioPeerOptions } from './audio-peer.ts'
import { digestAnswer } from './digest-client.ts'
import { PhoneCall } from './phone-call.ts'
import type { PhoneLine } from './phone-line.ts'
import type { PhoneMedia } from './phone-media.ts'
import { requestText, responseText, type RequestText } from './sip-text.ts'

const WAIT_MS = 15_000

export interface PhoneOptions {
  readonly user: string
  readonly domain: string
  readonly displayName?: string
  /** What it answers challenges with; none and it answers none. */
  readonly password?: string
  readonly media: AudioPeerOptions
  readonly openMedia: (options: AudioPeerOptions) => Promise<PhoneMedia>
}

/**
 * A SIP telephone for tests, with real signalling and real audio. It does what it is told to, and waits for what is to
 * happen. Written apart from the stack under test but for its parser.
 */
export class ScriptedPhone {
  readonly options: PhoneOptions
  readonly line: PhoneLine
  readonly #calls = new Map<string, PhoneCall>()
  readonly #offered: PhoneCall[] = []
  readonly #waiting = new Set<() => void>()
  readonly #responses: SipMessage[] = []
  readonly #registrationId = randomUUID()
  #registration = 0

  constructor(line: PhoneLine, options: PhoneOptions) {
    this.line = line
    this.options = options
    line.onMessage = (bytes) => this.#receive(bytes)
  }

  /** The SIP address by which the phone is reached. */
  get uri(): string {
    return this.line.contact(this.options.user)
  }

  /** Calls a number at the server. */
  async call(
    number: string,
    changes: { body?: string; headers?: string[] } = {},
  ): Promise<PhoneCall> {
    const media = await this.options.openMedia(this.options.media)
    const call = new PhoneCall(this, media, { callId: randomUUID(), number })
    this.#calls.set(call.callId, call)
    await call.invite(changes)
    return call
  }

  /** Whether a call has come that nobody has looked at yet. */
  get isCalled(): boolean {
    return this.#offered.length > 0
  }

  /** Waits for the next call to this phone. */
  async nextCall(): Promise<PhoneCall> {
    await this.until('is called', () => this.#offered.length > 0)
    const call = this.#offered.shift()
    if (!call) throw new Error('No call')
    return call
  }

  /** Registers for the time, 0 to unregister; rejects unless it gets a 200. */
  async register(password = this.options.password ?? '', seconds = 600): Promise<void> {
    const challenge = await this.ask(this.#registerRequest(seconds, []))
    const { user, domain } = this.options
    const login = { user, password, method: 'REGISTER', uri: `sip:${domain}` }
    const answer = digestAnswer(challenge.headers.all('www-authenticate'), login)
    const response = await this.ask(this.#registerRequest(seconds, [`Authorization: ${answer}`]))
    if (response.kind !== 'response' || response.status !== 200) {
      throw new Error(`Not registered: ${JSON.stringify(response)}`)
    }
  }

  send(bytes: Buffer): void {
    this.line.send(bytes)
  }

  /** Sends a request outside any call and waits for the answer to it. */
  async ask(request: RequestText): Promise<SipMessage> {
    const isAnswer = (message: SipMessage): boolean =>
      message.callId === request.callId && message.cseq.number === request.cseq
    this.send(requestText({ via: this.line.via, ...request }))
    await this.until('is answered', () => this.#responses.some(isAnswer))
    const answer = this.#responses.find(isAnswer)
    if (!answer) throw new Error('No answer')
    return answer
  }

  /** Waits until this becomes true, looking whenever something has come. */
  async until(what: string, isSo: () => boolean): Promise<true> {
    if (isSo()) return true
    return await new Promise<true>((resolve, reject) => {
      const limit = setTimeout(() => {
        this.#waiting.delete(look)
        reject(new Error(`The phone waited in vain until it ${what}`))
      }, WAIT_MS)
      const look = (): void => {
        if (!isSo()) return
        this.#waiting.delete(look)
        clearTimeout(limit)
        resolve(true)
      }
      this.#waiting.add(look)
    })
  }

  async close(): Promise<void> {
    await Promise.all([...this.#calls.values()].map((call) => call.media.close()))
    await this.line.close()
  }

  #registerRequest(seconds: number, headers: string[]): RequestText {
    const { user, domain } = this.options
    this.#registration += 1
    return {
      method: 'REGISTER',
      uri: `sip:${domain}`,
      from: `<sip:${user}@${domain}>`,
      to: `<sip:${user}@${domain}>`,
      callId: this.#registrationId,
      cseq: this.#registration,
      contact: `<${this.uri}>`,
      headers: [`Expires: ${seconds}`, ...headers],
    }
  }

  #receive(bytes: Buffer): void {
    const message = parseMessage(bytes)
    if (message.kind !== 'request' && message.kind !== 'response') return
    const call = this.#calls.get(message.callId)
    if (call) call.receive(message)
    else if (message.kind === 'response') this.#responses.push(message)
    else if (message.method === 'INVITE') void this.#ring(message)
    else if (message.method === 'OPTIONS')
      this.send(responseText(message, { status: 200, toTag: 'alive' }))
    this.#look()
  }

  async #ring(invite: SipRequest): Promise<void> {
    // As whoever cannot answer within 200 ms does (RFC 3261 §17.2.1).
    this.send(responseText(invite, { status: 100 }))
    const media = await this.options.openMedia(this.options.media)
    const call = new PhoneCall(this, media, { callId: invite.callId, number: '', invite })
    this.#calls.set(call.callId, call)
    this.#offered.push(call)
    this.#look()
  }

  #look(): void {
    for (const look of this.#waiting) look()
  }
}
