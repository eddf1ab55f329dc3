import { randomInt } from 'node:crypto'
import type { AudioCodec, AudioSource, PlayOptions } from '../../port.ts'
import { isLaw } from '../../rtp/codecs.ts'
import type { Law } from '../../rtp/g711.ts'
import type { RtpPacket } from '../../rtp/packet.ts'
import type { AudioDescription } from '../../sdp/audio.ts'
import { findAudio } from '../../sdp/audio.ts'
import {
  eventsBeside,
  inOurOrder,
  offeredCodecs,
  offeredTelephoneEvents,
  preferring,
} from '../../sdp/codec-order.ts'
import type { Direction } from '../../sdp/direction.ts'
import { mirrored } from '../../sdp/direction.ts'
import type { Session } from '../../sdp/session.ts'
import { parseSession } from '../../sdp/session.ts'
import type { OurAudio } from '../../sdp/write.ts'
import { writeAnswer, writeOffer } from '../../sdp/write.ts'
import type { MediaEvent, TransportKind } from '../media-engine.ts'
import { MediaError } from '../media-engine.ts'
import { prepareTrack } from '../source/audio-track.ts'
import { Playback } from '../source/playback.ts'
import type { Agreement } from './agreement.ts'
import { agreementWith } from './agreement.ts'
import { Inbound } from './inbound.ts'
import { LegReports } from './leg-reports.ts'
import type { PlaybackEnd } from './outbound.ts'
import { Outbound } from './outbound.ts'
import type { OurPath, Transport, TransportEvents } from './transport.ts'

/** What a leg needs of the engine around it. */
export interface LegSurroundings {
  /** The address our descriptions give. */
  readonly address: string
  readonly openTransport: (
    kind: TransportKind,
    events: TransportEvents & { readonly ssrc: number },
  ) => Promise<Transport>
  readonly load: (path: string, law: Law) => Promise<Uint8Array>
  readonly notify: (event: MediaEvent) => void
}

/** The codecs to take, best first, from a peer that is reached so. */
export type CodecsFor = (kind: 'webrtc' | 'rtp') => readonly AudioCodec[]

/** One party's media: its descriptions, its transport, what it says and what it hears. */
export class Leg {
  /** Another once it takes the place of another leg. */
  id: string
  readonly inbound: Inbound
  readonly outbound: Outbound
  readonly reports: LegReports
  readonly #around: LegSurroundings
  readonly #sessionId = String(randomInt(2 ** 47))
  #version = 0
  #written: string | undefined
  #transport: Transport | undefined
  #agreement: Agreement | undefined
  #up = false
  #closed = false
  /** Counts what was asked to be played or stopped, so that a source that was slow to load does not come too late. */
  #wish = { count: 0, replacedBy: 'replaced' as PlaybackEnd }
  readonly #starting = new Map<string, () => void>()

  constructor(id: string, around: LegSurroundings) {
    this.id = id
    this.#around = around
    this.inbound = new Inbound({
      onKey: (key) => this.#tell({ kind: 'leg.dtmf', leg: this.id, key }),
      onQuiet: () => this.#tell({ kind: 'leg.quiet', leg: this.id }),
      onHeard: () => this.#tell({ kind: 'leg.heard', leg: this.id }),
    })
    this.outbound = new Outbound({
      send: (packet) => this.#send(packet),
      onStarted: (playback) => this.#started(playback),
      onEnded: (playback, reason) => this.#ended(playback, reason),
    })
    this.reports = new LegReports(this.outbound.ssrc, (packet) =>
      this.#transport?.sendControl(packet),
    )
  }

  /**
   * Answers the peer's offer by one of these codecs, best first, for each way it may go. Rejects with `MediaError`:
   * `not-acceptable`, or `gone` when closed meanwhile.
   */
  async answer(offer: string, codecsFor: CodecsFor): Promise<string> {
    const { session, audio } = this.#readOffer(offer, codecsFor)
    const transport = await this.#open(audio.path.kind)
    this.#agree(audio)
    return this.#writeAnswer(session, audio, await this.#unlessClosed(transport.answer(audio)))
  }

  /** The codec we send, once it is agreed on. */
  get codec(): AudioCodec | undefined {
    return this.#agreement?.codec.name
  }

  /** Makes our offer of these codecs, best first. */
  async offer(kind: TransportKind, codecs: readonly AudioCodec[]): Promise<string> {
    const transport = await this.#open(kind)
    const path = await this.#unlessClosed(transport.offer())
    return this.#write((version) =>
      writeOffer({
        ...this.#ours(path, version),
        direction: 'sendrecv',
        codecs: offeredCodecs(codecs),
        telephoneEvents: offeredTelephoneEvents(codecs),
      }),
    )
  }

  /** Takes the peer's answer to our offer. */
  accept(answer: string): void {
    const { audio } = read(answer)
    this.#opened().accept(audio)
    this.#agree(audio)
  }

  /** Answers a later offer of the same peer. It keeps the codec that was agreed on, where it may. */
  reanswer(offer: string, codecsFor: CodecsFor): { answer: string; direction: Direction } {
    const { session, audio } = this.#readOffer(offer, (kind) =>
      preferring(this.codec, codecsFor(kind)),
    )
    const path = this.#opened().update(audio)
    this.#agree(audio)
    return { answer: this.#writeAnswer(session, audio, path), direction: audio.direction }
  }

  /**
   * Plays to the leg. Resolves when the first frame is on its way. Rejects with `MediaError`: `bad-source`, in which
   * case what was being played goes on, or `gone`.
   */
  async play(id: string, source: AudioSource, options: PlayOptions): Promise<void> {
    const law = this.codec !== undefined && isLaw(this.codec) ? this.codec : 'PCMU'
    const count = this.#wishFor('replaced')
    const track = await prepareTrack(source, { law, load: this.#around.load })
    this.#checkOpen()
    if (count !== this.#wish.count) return this.#ended(id, this.#wish.replacedBy)
    const started = new Promise<void>((resolve) => this.#starting.set(id, resolve))
    this.outbound.play(new Playback(id, { track, law }, options))
    await started
  }

  /** Ends what is being played, and what was about to be. */
  stop(): void {
    this.#wishFor('stopped')
    this.outbound.stop('stopped')
  }

  /** Whether audio can flow. */
  get isUp(): boolean {
    return this.#up
  }

  tick(): void {
    if (!this.#up) return
    this.outbound.tick()
    this.reports.tick()
  }

  /** Looks at what came since the last tick. Every leg must have done so before any is sent its mix. */
  listen(): void {
    if (this.#up) this.inbound.tick()
  }

  close(): void {
    if (this.#closed) return
    this.outbound.stop('leg-ended')
    this.reports.close()
    this.inbound.close()
    this.outbound.close()
    this.#closed = true
    this.#up = false
    this.#transport?.close()
  }

  async #open(kind: TransportKind): Promise<Transport> {
    const transport = await this.#around.openTransport(kind, {
      ssrc: this.outbound.ssrc,
      onUp: () => this.#isUp(),
      onDown: () => this.#isDown(),
      onPacket: (packet) => this.#receive(packet),
      onControl: (packet) => this.reports.receive(packet),
    })
    if (this.#closed) transport.close()
    this.#checkOpen()
    this.#transport = transport
    return transport
  }

  #send(packet: Buffer): void {
    if (!this.#up) return
    this.reports.sent(packet)
    this.#transport?.send(packet)
  }

  #receive(packet: RtpPacket): void {
    this.reports.came(packet, this.#agreement)
    this.inbound.receive(packet)
  }

  #readOffer(offer: string, codecsFor: CodecsFor): { session: Session; audio: AudioDescription } {
    const { session, audio } = read(offer)
    const ordered = inOurOrder(audio, codecsFor(audio.path.kind))
    if (!ordered) throw notAcceptable('It has none of the codecs we speak here.')
    return { session, audio: ordered }
  }

  #opened(): Transport {
    if (!this.#transport) throw new MediaError('gone', `Leg ${this.id} has no media.`)
    return this.#transport
  }

  #checkOpen(): void {
    if (this.#closed) throw new MediaError('gone', `Leg ${this.id} was closed.`)
  }

  async #unlessClosed<Result>(work: Promise<Result>): Promise<Result> {
    const result = await work
    this.#checkOpen()
    return result
  }

  #agree(audio: AudioDescription): void {
    this.#agreement = agreementWith(audio)
    this.inbound.agree(this.#agreement)
    this.outbound.agree(this.#agreement)
    this.reports.agree(this.#agreement)
  }

  #isUp(): void {
    if (this.#up || this.#closed) return
    this.#up = true
    this.#tell({ kind: 'leg.up', leg: this.id })
  }

  #isDown(): void {
    this.#up = false
    this.#tell({ kind: 'leg.down', leg: this.id })
  }

  #writeAnswer(session: Session, audio: AudioDescription, path: OurPath): string {
    const [codec] = audio.codecs
    const keys = eventsBeside(codec, audio.telephoneEvents)
    return this.#write((version) =>
      writeAnswer(session, audio, {
        ...this.#ours(path, version),
        direction: mirrored(audio.direction),
        codecs: [codec],
        telephoneEvents: keys ? [keys] : [],
      }),
    )
  }

  #ours(
    path: OurPath,
    version: number,
  ): Pick<OurAudio, 'sessionId' | 'version' | 'address' | 'path'> {
    return { sessionId: this.#sessionId, version, address: this.#around.address, path }
  }

  /** Writes a description; its version goes up only when it says something new (RFC 3264 §8). */
  #write(make: (version: number) => string): string {
    if (make(this.#version) !== this.#written) this.#version++
    this.#written = make(this.#version)
    return this.#written
  }

  #wishFor(replacedBy: PlaybackEnd): number {
    this.#wish = { count: this.#wish.count + 1, replacedBy }
    return this.#wish.count
  }

  #started(playback: string): void {
    this.#starting.get(playback)?.()
    this.#starting.delete(playback)
  }

  #ended(playback: string, reason: PlaybackEnd): void {
    this.#tell({ kind: 'playback.ended', leg: this.id, playback, reason })
  }

  #tell(event: MediaEvent): void {
    if (!this.#closed) this.#around.notify(event)
  }
}

function read(text: string): { session: Session; audio: AudioDescription } {
  const parsed = parseSession(text)
  if (parsed.kind === 'malformed') throw notAcceptable(parsed.reason)
  const found = findAudio(parsed.session)
  if (found.kind === 'none') throw notAcceptable(found.reason)
  return { session: parsed.session, audio: found.audio }
}

function notAcceptable(reason: string): MediaError {
  return new MediaError('not-acceptable', `The description cannot be taken: ${reason}`)
}
