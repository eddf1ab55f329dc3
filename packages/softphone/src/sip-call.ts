import type { CallReport } from './core/call.ts'
import { endCauseOf } from './core/end-cause.ts'
import type { SipEnd } from './core/end-cause.ts'
import type { SipEndEvent, SipSession } from 'jssip'
import { stopTracks } from './open-input.ts'
import { readEnd } from './read-end.ts'

export interface SipCallOptions {
  readonly session: SipSession
  readonly report: (report: CallReport) => void
  readonly onRemoteStream: (stream: MediaStream) => void
  /** How the other side ended it, before that is reported as `over`; gives true to keep it from being reported. */
  readonly onEnd?: (end: SipEnd) => boolean
}

/** After the first candidate the others are due at once; waiting for STUN that never answers costs seconds. */
const candidateGraceMs = 50
const keyMs = 100
const keyGapMs = 70

/** One call on the line: carries out what is asked of it and reports what becomes of it, until it is over or left. */
export class SipCall {
  readonly #options: SipCallOptions
  readonly #session: SipSession
  #microphone: MediaStream | null = null
  #muted = false
  /** A re-INVITE whose answer was lost with the connection. */
  #unanswered: 'hold' | 'resume' | null = null
  #isLeft = false
  #isSilent = false
  readonly #timers = new Set<ReturnType<typeof setTimeout>>()

  constructor(options: SipCallOptions) {
    this.#options = options
    this.#session = options.session
    if (options.session.connection) this.#watch(options.session.connection)
    this.#listen()
    this.#outliveTransport()
  }

  /** Takes charge of the stream that is sent, of which this call is the only user. */
  sendFrom(stream: MediaStream): void {
    this.#microphone = stream
    for (const track of stream.getAudioTracks()) track.enabled = !this.#muted
  }

  answer(stream: MediaStream, pcConfig: RTCConfiguration): void {
    this.sendFrom(stream)
    this.#session.answer({ mediaStream: stream, pcConfig })
  }

  /** Sends from another stream from now on, as after a microphone was unplugged. */
  async replaceMicrophone(stream: MediaStream): Promise<void> {
    const track = stream.getAudioTracks()[0]
    const sender = this.#audioSender()
    if (!track || !sender) return stopTracks(stream)
    track.enabled = sender.track?.enabled ?? !this.#muted
    const former = this.#microphone
    this.#microphone = stream
    await sender.replaceTrack(track)
    if (former) stopTracks(former)
  }

  setMuted(muted: boolean): void {
    this.#muted = muted
    for (const track of this.#microphone?.getAudioTracks() ?? []) track.enabled = !muted
    this.#tellMuted()
  }

  hold(): void {
    this.#unanswered = 'hold'
    if (!this.#session.hold({}, () => this.#agreed())) this.#failed()
  }

  resume(): void {
    this.#unanswered = 'resume'
    if (!this.#session.unhold({}, () => this.#agreed())) this.#failed()
  }

  /** Keys that travel with the audio need no connection to the server. */
  get sendsKeysAsAudio(): boolean {
    return this.#audioSender()?.dtmf?.canInsertDTMF ?? false
  }

  /** By telephone-event (RFC 4733) where it was agreed on, else by INFO. */
  sendKey(key: string): void {
    const sender = this.#audioSender()?.dtmf
    if (sender?.canInsertDTMF) {
      sender.insertDTMF(sender.toneBuffer + key, keyMs, keyGapMs)
      return
    }
    // Not JsSIP's own way, which ends the call when the INFO cannot be sent.
    this.#session.sendRequest('INFO', {
      extraHeaders: ['Content-Type: application/dtmf-relay'],
      body: `Signal=${key}\r\nDuration=${keyMs}\r\n`,
      eventHandlers: { onDialogError: () => this.#giveUp({ how: 'unknown-dialog' }) },
    })
  }

  /** Ends it on the line, if it has not ended, and hears no more of it. */
  leave(why?: { readonly status: number; readonly phrase: string }): void {
    if (this.#isLeft && !this.#isSilent) return
    this.#isSilent = false
    this.#release()
    if (this.#session.isEnded()) return
    this.#session.terminate(why && { status_code: why.status, reason_phrase: why.phrase })
  }

  /** Neither heard nor hearing any more, but still to be left once the server can be told. */
  fallSilent(): void {
    this.#isSilent = true
    this.#release()
    this.#session.connection?.close()
  }

  /**
   * To be called when the connection is back: finds out whether the server still knows the call, tells it where we are
   * now (UPDATE is a target refresh, RFC 3311 §5.1), and makes up for a re-INVITE that was lost.
   */
  recover(): void {
    if (!this.#session.isEstablished()) return
    if (this.#unanswered && this.#session.renegotiate({}, () => this.#agreed())) return
    this.#session.sendRequest('UPDATE', {
      extraHeaders: [`Contact: ${this.#session.contact}`],
      eventHandlers: { onDialogError: () => this.#giveUp({ how: 'unknown-dialog' }) },
    })
  }

  #listen(): void {
    const session = this.#session
    session.on('peerconnection', ({ peerconnection }) => this.#watch(peerconnection))
    session.on('icecandidate', ({ candidate, ready }) => {
      if (isUsable(candidate)) this.#after(candidateGraceMs, ready)
    })
    session.on('progress', ({ originator }) => {
      if (originator === 'remote') this.#tell({ kind: 'ringing' })
    })
    session.on('accepted', () => {
      this.#tellMuted()
      this.#tell({ kind: 'answered' })
    })
    session.on('hold', ({ originator }) => {
      if (originator === 'remote') this.#tell({ kind: 'remote-held' })
    })
    session.on('unhold', ({ originator }) => {
      if (originator === 'remote') this.#tell({ kind: 'remote-resumed' })
    })
    session.on('ended', (event) => this.#onOver(event))
    session.on('failed', (event) => this.#onOver(event))
    // Nobody answers these otherwise, and the other side would wait.
    session.on('refer', ({ reject }) => reject())
    session.on('replaces', ({ reject }) => reject())
  }

  #watch(connection: RTCPeerConnection): void {
    connection.addEventListener('track', ({ streams, track }) => {
      if (!this.#isLeft) this.#options.onRemoteStream(streams[0] ?? new MediaStream([track]))
    })
    connection.addEventListener('connectionstatechange', () => {
      const state = connection.connectionState
      if (state === 'connected') this.#tell({ kind: 'audio-up' })
      else if (state === 'disconnected') this.#tell({ kind: 'audio-interrupted' })
      else if (state === 'failed') this.#giveUp({ how: 'media' })
    })
  }

  /**
   * JsSIP ends a session as soon as any request of it meets a broken connection. A call that is up does not need the
   * connection: it goes on, and `recover` follows.
   */
  #outliveTransport(): void {
    const session = this.#session
    const giveUp = session.onTransportError.bind(session)
    session.onTransportError = () => {
      if (!session.isEstablished()) giveUp()
    }
  }

  #tell(report: CallReport): void {
    if (!this.#isLeft) this.#options.report(report)
  }

  #onOver(event: SipEndEvent): void {
    if (this.#isLeft) return
    this.#release()
    const end = readEnd(event)
    if (!this.#options.onEnd?.(end)) this.#options.report({ kind: 'over', cause: endCauseOf(end) })
  }

  #giveUp(end: SipEnd): void {
    if (this.#isLeft) return
    this.leave({ status: 408, phrase: 'Request Timeout' })
    this.#options.report({ kind: 'over', cause: endCauseOf(end) })
  }

  #agreed(): void {
    const what = this.#unanswered
    this.#unanswered = null
    if (what) this.#tell({ kind: `${what}-agreed` })
  }

  #failed(): void {
    const what = this.#unanswered
    this.#unanswered = null
    if (what) this.#tell({ kind: `${what}-failed` })
  }

  /** JsSIP sets tracks anew on hold and resume, from what it has been told. */
  #tellMuted(): void {
    if (!this.#session.connection || this.#session.isEnded()) return
    if (this.#muted) this.#session.mute({ audio: true })
    else this.#session.unmute({ audio: true })
  }

  #audioSender(): RTCRtpSender | undefined {
    return this.#session.connection?.getSenders().find(({ track }) => track?.kind === 'audio')
  }

  #after(ms: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      action()
    }, ms)
    this.#timers.add(timer)
  }

  #release(): void {
    this.#isLeft = true
    for (const timer of this.#timers) clearTimeout(timer)
    if (this.#microphone) stopTracks(this.#microphone)
  }
}

/** TCP candidates of browsers only ever call out (RFC 6544 §4.5, port 9); an empty one marks the end of the others. */
function isUsable({ candidate, protocol }: RTCIceCandidate): boolean {
  return candidate !== '' && protocol !== 'tcp'
}
