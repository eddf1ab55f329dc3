import { randomUUID } from 'node:crypto'
import type { Session } from '../sip/session/session.ts'
import type { SessionEnd, SessionHandlers } from '../sip/session/session-types.ts'
import {
  MediaError,
  type MeasuredInCodec,
  type MediaEngine,
  type MediaEvent,
} from '../media/index.ts'
import {
  VoiceError,
  type AudioSource,
  type Cause,
  type LegId,
  type LegQuality,
  type PlaybackId,
  type PlayOptions,
  type RecordOptions,
  type RecordingId,
  type Role,
  type RoomId,
} from '../port.ts'
import { endOf, reasonFor, refusalFor, type LegEnd } from './causes.ts'
import { infoOfKey, isKey, KeyFilter, keyOfInfo, type KeyWay } from './dtmf.ts'
import { QualityWatch } from './quality-watch.ts'
import type { LegContext, LegMediaEvent } from './leg-context.ts'
import { gone, voiceErrorOf } from './leg-errors.ts'
import { Liveness } from './liveness.ts'
import { referOut } from './refer-out.ts'
import { TransferWish } from './transfer-wish.ts'

type PlaybackEnd = Extract<MediaEvent, { kind: 'playback.ended' }>['reason']

/** The longest run of keys that still settles in time: each takes about a quarter of a second. */
const MAX_KEYS = 32

/** One party: a session and its media, from the first word to the last. */
export abstract class Leg {
  readonly id: LegId = randomUUID()
  protected readonly context: LegContext
  protected phase: 'early' | 'connecting' | 'connected' | 'ended' = 'early'
  protected session: Session | undefined
  readonly #liveness: Liveness
  readonly #keys: KeyFilter
  readonly #quality = new QualityWatch()
  readonly #playbacks = new Set<PlaybackId>()
  readonly #up = Promise.withResolvers<void>()
  #isHeld = false
  /** Audio may flow although nobody has taken the call. */
  #hasEarlyMedia = false
  /** A party that is not taken yet owes us no audio. */
  #wasQuiet = false
  readonly #wish: TransferWish
  #stopSetUp: (() => void) | undefined

  constructor(context: LegContext) {
    this.context = context
    this.#keys = new KeyFilter(context.clock)
    this.#liveness = new Liveness(context.clock, context.timing, () => this.fail('MEDIA_TIMEOUT'))
    this.#wish = new TransferWish({
      leg: this.id,
      emit: context.emit,
      isHeard: () => context.isHeard('leg.refer_requested'),
      isConnected: () => this.phase === 'connected',
      isConnecting: () => this.phase === 'connecting',
      legOf: context.legOf,
    })
    // Whether anybody waits for it depends on the state of the call.
    this.#up.promise.catch(() => undefined)
  }

  /** Whether this is the leg of a session. */
  isOn(session: Session): boolean {
    return this.session === session
  }

  get isConnected(): boolean {
    return this.phase === 'connected'
  }

  /** Ends the leg because we want to. Does nothing to one that has ended. */
  hangup(cause: Cause): void {
    this.finish({ cause, by: 'us' })
  }

  /** Ends the leg because it cannot go on. */
  fail(cause: Cause): void {
    this.finish({ cause, by: 'failure' })
  }

  async play(source: AudioSource, options: PlayOptions): Promise<PlaybackId> {
    this.#requireAudible()
    const playback = randomUUID()
    this.#playbacks.add(playback)
    try {
      await this.#onMedia(this.context.media.play(this.id, playback, source, options))
    } catch (error) {
      this.#playbacks.delete(playback)
      throw error
    }
    return playback
  }

  async stop(): Promise<void> {
    this.#requireAudible()
    await this.#onMedia(this.context.media.stop(this.id))
  }

  async record(options: RecordOptions): Promise<RecordingId> {
    this.#requireAudible()
    const recording = randomUUID()
    await this.#onMedia(this.context.media.record(this.id, recording, options))
    return recording
  }

  /** Asks the engine for something that needs a connected leg. */
  async ask<Result>(ask: (media: MediaEngine) => Promise<Result>): Promise<Result> {
    this.requireConnected()
    return await this.#onMedia(ask(this.context.media))
  }

  async sendDtmf(keys: string): Promise<void> {
    this.requireConnected()
    const wanted = [...keys.toUpperCase()]
    if (wanted.length > MAX_KEYS || !wanted.every(isKey)) {
      throw new TypeError(`Not keys to send: ${JSON.stringify(keys)}`)
    }
    for (const key of wanted) {
      const isTaken = await this.#onMedia(this.context.media.sendDtmf(this.id, key))
      if (!isTaken) await this.#sendByInfo(key)
    }
  }

  /** Presses a key that another leg of the room has pressed. That it cannot be done is nobody's loss. */
  passKey(key: string): void {
    this.sendDtmf(key).catch((error: unknown) => {
      this.context.log.debug({ leg: this.id, err: error }, 'A key could not be passed on')
    })
  }

  async join(room: RoomId, role: Role): Promise<void> {
    this.#requireAudible()
    await this.#onMedia(this.context.media.join(room, this.id, role))
  }

  async leave(): Promise<void> {
    this.#requireAudible()
    await this.#onMedia(this.context.media.leave(this.id))
  }

  /** What the media engine says of this leg. */
  mediaEvent(event: LegMediaEvent): void {
    if (this.phase === 'ended') return
    switch (event.kind) {
      case 'leg.up':
        this.#up.resolve()
        return
      case 'leg.down':
        this.#liveness.media('down')
        return
      case 'leg.quiet':
        this.#wasQuiet = true
        if (this.phase !== 'early') this.#liveness.media('quiet')
        return
      case 'leg.heard':
        this.#wasQuiet = false
        this.#liveness.media('heard')
        return
      case 'leg.dtmf':
        this.#hearKey(event.key, 'rtp')
        return
      case 'leg.machine':
        this.context.emit(event)
        return
      case 'playback.ended':
        this.#endPlayback(event.playback, event.reason)
    }
  }

  /** Asks the party to connect itself elsewhere: Refer-To's value. */
  async refer(referTo: string): Promise<void> {
    this.requireConnected()
    const { session, context } = this
    if (session) await referOut(referTo, { leg: this.id, session, emit: context.emit })
  }

  /** The session that the party is spoken with in, once it is connected. */
  get connectedSession(): Session | undefined {
    return this.phase === 'connected' ? this.session : undefined
  }

  /** The party's wish to be connected elsewhere. Throws `gone` once the leg has ended. */
  get wish(): TransferWish {
    if (this.phase === 'ended') throw gone()
    return this.#wish
  }

  /** How it has been so far. */
  get quality(): LegQuality | undefined {
    return this.#quality.total
  }

  /** Takes the engine's reading of a second. */
  measured(reading: MeasuredInCodec): void {
    if (this.phase !== 'connected') return
    const recent = this.#quality.note(reading)
    if (recent) this.context.emit({ kind: 'leg.quality', leg: this.id, recent })
  }

  /** Whether audio flows already, though nobody has taken the call. */
  protected get hasEarlyMedia(): boolean {
    return this.#hasEarlyMedia
  }

  /** Waits until audio can flow before the call is taken. Rejects with `unavailable` when it does not in time. */
  protected async openEarlyMedia(): Promise<void> {
    const late = Promise.withResolvers<never>()
    const stop = this.context.clock.after(this.context.timing.setUpMs, () =>
      late.reject(new VoiceError('unavailable', 'No audio can flow yet')),
    )
    try {
      await Promise.race([this.#up.promise, late.promise])
      this.#hasEarlyMedia = true
    } finally {
      stop()
    }
  }

  #requireAudible(): void {
    if (this.phase !== 'early' || !this.#hasEarlyMedia) this.requireConnected()
  }

  protected requireConnected(): void {
    if (this.phase === 'ended') throw gone()
    if (this.phase !== 'connected') {
      throw new VoiceError('wrong-state', 'The leg is not connected')
    }
  }

  /** What the session is told to do when things happen, in every kind of leg. */
  protected handlers(
    own: Pick<SessionHandlers, 'ringing' | 'progressed' | 'answered'>,
  ): SessionHandlers {
    return {
      ...own,
      reoffered: (sdp) => this.#reanswer(sdp),
      info: (type, body) => this.#hearInfo(type, body),
      referred: (referral) => this.#wish.hear(referral),
      flowLost: () => this.#liveness.flowLost(),
      flowRestored: () => this.#liveness.flowRestored(),
      ended: (end) => this.#sessionEnded(end),
    }
  }

  /** Begins to wait for audio both ways; a call that never gets there is ended. */
  protected connect(): void {
    this.phase = 'connecting'
    this.#stopSetUp = this.context.clock.after(this.context.timing.setUpMs, () =>
      this.fail('MEDIA_TIMEOUT'),
    )
  }

  /** Waits until the media path is up. Rejects with `gone` when the leg ends first. */
  protected async connected(): Promise<void> {
    await this.#up.promise
    if (this.phase === 'ended') throw gone()
    this.#stopSetUp?.()
    this.phase = 'connected'
    this.#wish.connected()
    if (this.#wasQuiet) this.#liveness.media('quiet')
  }

  /** Ends the leg because its description could not be agreed on, or the engine cannot serve. */
  protected failBy(error: unknown): void {
    // One that has ended made the engine fail, not the other way round.
    if (this.phase === 'ended') return
    const isMismatch = error instanceof MediaError && error.kind === 'not-acceptable'
    this.context.log.warn({ leg: this.id, err: error }, 'The media of a call could not be set up')
    this.fail(isMismatch ? 'INCOMPATIBLE_DESTINATION' : 'NORMAL_TEMPORARY_FAILURE')
  }

  /** The one way out: whatever the reason, the peer is told, the media closed, and the end announced once. */
  protected finish(end: LegEnd): void {
    if (this.phase === 'ended') return
    this.session?.end(refusalFor(end.cause), reasonFor(end.cause))
    this.#close(end)
  }

  #sessionEnded(end: SessionEnd): void {
    if (this.phase === 'ended') return
    this.#close(endOf(end))
  }

  #close({ cause, by, ...more }: LegEnd): void {
    const wasConnected = this.phase === 'connected'
    this.phase = 'ended'
    this.#stopSetUp?.()
    this.#liveness.stop()
    this.#wish.end()
    this.ended(cause)
    this.context.forget(this)
    for (const playback of this.#playbacks) this.#endPlayback(playback, 'leg-ended')
    // Errors are dear, and most calls need none.
    if (!wasConnected) this.#up.reject(gone())
    const quality = this.#quality.total
    const end = { kind: 'leg.ended', leg: this.id, cause, by, ...more } as const
    this.context.emit({ ...end, ...(quality && { quality }) })
    this.context.media.closeLeg(this.id).catch((error: unknown) => {
      this.context.log.warn({ leg: this.id, err: error }, 'The media of a call could not be closed')
    })
  }

  /** Frees what a kind of leg holds besides. */
  protected abstract ended(cause: Cause): void

  #endPlayback(playback: PlaybackId, reason: PlaybackEnd): void {
    if (!this.#playbacks.delete(playback)) return
    this.context.emit({ kind: 'playback.ended', leg: this.id, playback, reason })
  }

  /** Announces a key; false when it had been heard of before. */
  #hearKey(key: string, way: KeyWay): boolean {
    if (this.phase !== 'connected' || !this.#keys.isNew(key, way)) return false
    this.context.emit({ kind: 'leg.dtmf', leg: this.id, key })
    return true
  }

  #hearInfo(type: string, body: string): boolean {
    const key = keyOfInfo(type, body)
    if (key === undefined) return false
    if (key !== '' && this.#hearKey(key, 'info')) this.context.passKey(this, key)
    return true
  }

  async #reanswer(sdp: string): Promise<string | undefined> {
    try {
      const { answer, direction } = await this.context.media.reanswer(this.id, sdp)
      this.#noteHold(direction === 'sendonly' || direction === 'inactive')
      return answer
    } catch (error) {
      this.context.log.warn({ leg: this.id, err: error }, 'A new offer could not be answered')
      return undefined
    }
  }

  #noteHold(isHeld: boolean): void {
    if (this.#isHeld === isHeld || this.phase === 'ended') return
    this.#isHeld = isHeld
    this.#liveness.held(isHeld)
    this.context.emit({ kind: isHeld ? 'leg.held' : 'leg.resumed', leg: this.id })
  }

  async #sendByInfo(key: string): Promise<void> {
    if (this.phase === 'ended' || !this.session) throw gone()
    const isTaken = await this.session.sendInfo(infoOfKey(key))
    if (!isTaken) throw new VoiceError('unavailable', 'The peer takes no keys')
  }

  /** Waits for the media engine, and gives its refusals the port's names. */
  async #onMedia<Result>(promise: Promise<Result>): Promise<Result> {
    try {
      return await promise
    } catch (error) {
      throw this.phase === 'ended' ? gone() : voiceErrorOf(error)
    }
  }
}
