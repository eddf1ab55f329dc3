import { idle, isBusy } from './core/call.ts'
import type { CallEffect, CallEvent, CallReport, CallState, Refusal } from './core/call.ts'
import { isCredentialRefusal } from './core/end-cause.ts'
import type { EndCause, SipEnd } from './core/end-cause.ts'
import { isUp } from './core/line.ts'
import type { LineState } from './core/line.ts'
import { readOffer } from './core/offer.ts'
import { transition } from './core/transition.ts'
import { createEmitter } from './emitter.ts'
import type { SipMessage, SipSession } from 'jssip'
import { MicrophoneError } from './open-input.ts'
import type { Phone, PhoneEvents, PhoneOptions } from './phone.ts'
import { SipCall } from './sip-call.ts'
import { SipLine } from './sip-line.ts'

/** Makes a phone on JsSIP. It does nothing until `start`. */
export function createPhone(options: PhoneOptions): Phone {
  return new JsSipPhone(options)
}

/** ICE gives up after this long at the latest, if it has anything to try at all. */
const audioWithinMs = 20_000

class JsSipPhone implements Phone {
  readonly #emitter = createEmitter<PhoneEvents>()
  readonly on: Phone['on'] = this.#emitter.on
  readonly #options: PhoneOptions
  readonly #registers: boolean
  readonly #line: SipLine
  #state: CallState = idle
  #call: SipCall | null = null
  /** An INVITE that came and is not yet taken up or turned away. */
  #newcomer: SipSession | null = null
  /** What was called and refused, to be called again with fresh credentials. */
  #refusedTarget: string | null = null
  /** Calls that were hung up while the connection was broken; the server has yet to be told. */
  #owed: SipCall[] = []
  #remoteStream: MediaStream | null = null
  #audioDue: ReturnType<typeof setTimeout> | undefined
  /** Counts calls, so that a microphone that comes too late is not used for the next one. */
  #turn = 0
  #unsubscribe: (() => void) | null = null

  constructor(options: PhoneOptions) {
    this.#options = options
    this.#registers = options.registers ?? true
    this.#line = new SipLine({
      credentials: options.credentials,
      registers: this.#registers,
      noAnswerTimeoutMs: options.noAnswerTimeoutMs ?? 60_000,
      onState: (state) => this.#onLine(state),
      onInvited: (session, request) => this.#onInvited(session, request),
    })
  }

  get line(): LineState {
    return this.#line.state
  }

  get current(): CallState {
    return this.#state
  }

  get remoteStream(): MediaStream | null {
    return this.#remoteStream
  }

  start(): void {
    this.#line.start()
    if (this.line.kind !== 'connecting') return
    const { microphone } = this.#options
    this.#unsubscribe ??= microphone.on('stream', (stream) => this.#onMicrophone(stream))
    // What is wrong with it is the microphone's own state to tell; the line does not wait for it.
    if (this.#registers) microphone.acquire().catch(() => undefined)
  }

  stop(): void {
    this.#dispatch({ kind: 'phone-stopped' })
    this.#owed = []
    this.#line.stop()
    this.#unsubscribe?.()
    this.#unsubscribe = null
    this.#options.microphone.release()
  }

  call(target: string): Refusal | null {
    return this.#onLineOnly({ kind: 'call', target })
  }

  accept(): Refusal | null {
    return this.#onLineOnly({ kind: 'accept' })
  }

  reject(): Refusal | null {
    return this.#dispatch({ kind: 'reject' })
  }

  hangUp(): Refusal | null {
    return this.#dispatch({ kind: 'hang-up' })
  }

  setMuted(muted: boolean): Refusal | null {
    return this.#dispatch({ kind: 'set-muted', muted })
  }

  hold(): Refusal | null {
    return this.#onLineOnly({ kind: 'hold' })
  }

  resume(): Refusal | null {
    return this.#onLineOnly({ kind: 'resume' })
  }

  sendKey(key: string): Refusal | null {
    const event: CallEvent = { kind: 'key', key }
    return this.#call?.sendsKeysAsAudio ? this.#dispatch(event) : this.#onLineOnly(event)
  }

  clear(): Refusal | null {
    return this.#dispatch({ kind: 'clear' })
  }

  #onLineOnly(event: CallEvent): Refusal | null {
    return isUp(this.line) ? this.#dispatch(event) : 'line-down'
  }

  #dispatch(event: CallEvent): Refusal | null {
    const before = this.#state
    const { state, effects, refusal } = transition(before, event, Date.now())
    this.#state = state
    for (const effect of effects) this.#carryOut(effect)
    // What an effect brought about at once has been reported already.
    if (state !== before && state === this.#state) this.#onChanged(state)
    return refusal
  }

  #carryOut(effect: CallEffect): void {
    switch (effect.kind) {
      case 'invite':
        return void this.#invite(effect.target)
      case 'ring':
        this.#call = this.#newcomer && this.#follow(this.#newcomer)
        return
      case 'answer':
        return void this.#withMicrophone((stream) => this.#call?.answer(stream, this.#pcConfig()))
      case 'decline':
        return this.#decline(effect.which)
      case 'terminate':
        return this.#terminate()
      case 'set-muted':
        return this.#call?.setMuted(effect.muted)
      case 'reinvite':
        return effect.hold ? this.#call?.hold() : this.#call?.resume()
      case 'send-key':
        return this.#call?.sendKey(effect.key)
    }
  }

  #onChanged(state: CallState): void {
    clearTimeout(this.#audioDue)
    if (state.kind === 'connecting') {
      this.#audioDue = setTimeout(() => this.#dispatch({ kind: 'audio-overdue' }), audioWithinMs)
    }
    if (!isBusy(state)) this.#putDown()
    this.#emitter.emit('call', state)
  }

  #putDown(): void {
    this.#turn += 1
    this.#call = null
    this.#refusedTarget = null
    this.#hear(null)
    if (!this.#registers || this.line.kind === 'refused') this.#options.microphone.release()
  }

  #hear(stream: MediaStream | null): void {
    if (stream === this.#remoteStream) return
    this.#remoteStream = stream
    this.#emitter.emit('remote-stream', stream)
  }

  async #invite(target: string): Promise<void> {
    await this.#withMicrophone((stream) => {
      const session = this.#line.call(target, { mediaStream: stream, pcConfig: this.#pcConfig() })
      this.#call = this.#follow(session, target)
      this.#call.sendFrom(stream)
    })
  }

  /** Hands on a stream for the call in hand alone, so that muting it mutes nothing else. */
  async #withMicrophone(use: (stream: MediaStream) => void): Promise<void> {
    this.#turn += 1
    const turn = this.#turn
    try {
      const stream = await this.#options.microphone.acquire()
      if (turn !== this.#turn) return
      use(stream.clone())
      if ('muted' in this.#state && this.#state.muted) this.#call?.setMuted(true)
    } catch (error) {
      if (turn !== this.#turn) return
      this.#call?.leave({ status: 480, phrase: 'Temporarily Unavailable' })
      this.#dispatch({ kind: 'over', cause: causeOf(error) })
    }
  }

  #follow(session: SipSession, target?: string): SipCall {
    const call: SipCall = new SipCall({
      session,
      report: (report) => this.#heed(call, report),
      onRemoteStream: (stream) => this.#hear(stream),
      onEnd: (end) => target !== undefined && this.#callAgain(target, end),
    })
    return call
  }

  #heed(call: SipCall, report: CallReport): void {
    if (call !== this.#call) return
    if (report.kind === 'ringing' || report.kind === 'answered') {
      this.#line.heardFromCall({ kind: 'call-let-through' })
    }
    this.#dispatch(report)
  }

  /** A guest's credentials live shortly; a call that is refused for them is made again with fresh ones. */
  #callAgain(target: string, end: SipEnd): boolean {
    const isRefused = end.how === 'answered-with' && isCredentialRefusal(end.status)
    if (this.#registers || !isRefused || this.#state.kind !== 'calling') return false
    this.#call = null
    this.#refusedTarget = target
    this.#line.heardFromCall({ kind: 'call-refused' })
    return true
  }

  #decline(which: 'offered' | 'newcomer'): void {
    if (which === 'offered') return this.#call?.leave({ status: 603, phrase: 'Decline' })
    this.#newcomer?.terminate({ status_code: 486, reason_phrase: 'Busy Here' })
  }

  #terminate(): void {
    const call = this.#call
    if (!call) return
    const { kind } = this.line
    // A line that was refused keeps its connection for the call's sake.
    if (isUp(this.line) || kind === 'refused') return call.leave()
    call.fallSilent()
    this.#owed.push(call)
  }

  #onInvited(session: SipSession, request: SipMessage): void {
    const { uri, display_name } = session.remote_identity
    const caller = { address: uri.user ?? 'anonymous', name: display_name || null }
    const offer = readOffer(caller, (name) => request.getHeader(name))
    this.#newcomer = session
    this.#dispatch({ kind: 'invited', offer })
    this.#newcomer = null
  }

  #onLine(state: LineState): void {
    if (isUp(state)) this.#onLineUp()
    else if (state.kind !== 'connecting') this.#onLineDown(state)
    this.#emitter.emit('line', state)
  }

  #onLineUp(): void {
    for (const call of this.#owed.splice(0)) call.leave()
    this.#call?.recover()
    const target = this.#refusedTarget
    this.#refusedTarget = null
    if (target !== null) void this.#invite(target)
  }

  #onLineDown(state: LineState): void {
    if (this.#refusedTarget !== null) {
      const cause = state.kind === 'refused' ? 'not-allowed' : 'connection-lost'
      this.#dispatch({ kind: 'over', cause })
    }
    // The server can neither take the offer back nor hear that it was accepted; it will make another.
    if (this.#state.kind === 'offered') {
      this.#call?.leave()
      this.#dispatch({ kind: 'over', cause: 'connection-lost' })
    }
    if (state.kind === 'refused' && !isBusy(this.#state)) this.#options.microphone.release()
  }

  #onMicrophone(stream: MediaStream | null): void {
    // A call that ends meanwhile needs it no more.
    if (stream) this.#call?.replaceMicrophone(stream.clone()).catch(() => undefined)
  }

  #pcConfig(): RTCConfiguration {
    return { iceServers: [...(this.#options.iceServers ?? []), ...this.#line.iceServers] }
  }
}

function causeOf(error: unknown): EndCause {
  if (!(error instanceof MicrophoneError)) return 'centre-failed'
  switch (error.problem) {
    case 'denied':
      return 'microphone-denied'
    case 'no-device':
      return 'microphone-missing'
    case 'in-use':
    case 'failed':
      return 'microphone-in-use'
  }
}
