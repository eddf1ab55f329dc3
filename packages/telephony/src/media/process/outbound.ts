import { randomInt } from 'node:crypto'
import type { AudioCodec } from '../../port.ts'
import { codecFacts, frameTicks, isLaw, passesAs } from '../../rtp/codecs.ts'
import { OutboundStream } from '../../rtp/outbound-stream.ts'
import type { RtpPacket } from '../../rtp/packet.ts'
import { rtpHeaderBytes } from '../../rtp/packet.ts'
import type { KeyPacket } from '../../rtp/telephone-event.ts'
import { KeySender, writeKeyPayload } from '../../rtp/telephone-event.ts'
import { receives } from '../../sdp/direction.ts'
import type { Playback } from '../source/playback.ts'
import type { Agreement } from './agreement.ts'
import type { Heard } from './frame-maker.ts'
import { FrameMaker, translate } from './frame-maker.ts'
import type { Inbound, Listener } from './inbound.ts'

export type PlaybackEnd = 'finished' | 'stopped' | 'replaced' | 'leg-ended'

export interface OutboundEvents {
  readonly send: (packet: Buffer) => void
  /** The first frame of this playback is on its way. */
  readonly onStarted: (playback: string) => void
  readonly onEnded: (playback: string, reason: PlaybackEnd) => void
}

/** Of G.711 and G.722, an octet each. */
const frameSamples = 160
/** A packet that was handed over is not written to again for so many packets, in case it still waits to be sent. */
const packetsInTurn = 8
/** Without a packet for 200 ms a relayed party is taken to be silent, and silence is sent in its place. */
const relayIdleTicks = 10
/** One that speaks Opus may say something every 400 ms only while it is silent (DTX, RFC 7587 §3.1.3). */
const opusIdleTicks = 25
/** A receiver that misses the first packets may miss no wrap: it could not tell how often SRTP has counted round. */
const firstSequences = 2 ** 15
const silence: Heard = { kind: 'speakers', speakers: [] }

/**
 * What a leg is sent: one stream whatever is heard in it. A playback comes first; then whom the leg hears in its room:
 * one party is relayed packet by packet as it comes, several, or one of another codec, are mixed at each tick; else silence.
 * Keys go before all.
 */
export class Outbound implements Listener {
  readonly ssrc = randomInt(2 ** 32)
  readonly #events: OutboundEvents
  readonly #keys = new KeySender()
  readonly #packets: readonly Buffer[]
  readonly #stream: OutboundStream
  readonly #maker = new FrameMaker()
  #turn = 0
  #agreement: Agreement | undefined
  #speakers: readonly Inbound[] = []
  #playback: Playback | undefined
  #started = false
  #ticksWithoutRelay = relayIdleTicks
  #keyBegan = 0
  readonly #taps = new Set<object>()
  #heard: Int16Array | undefined

  constructor(events: OutboundEvents) {
    this.#events = events
    this.#packets = Array.from({ length: packetsInTurn }, () =>
      Buffer.alloc(rtpHeaderBytes + frameSamples),
    )
    this.#stream = new OutboundStream({
      ssrc: this.ssrc,
      sequence: randomInt(firstSequences),
      timestamp: randomInt(2 ** 32),
    })
  }

  agree(agreement: Agreement): void {
    this.#agreement = agreement
    this.#maker.speak(agreement.codec)
    this.#stream.runAt(codecFacts[agreement.codec.name].clockRate)
  }

  /** Frees what encoding holds. */
  close(): void {
    this.#maker.close()
  }

  /** Sets whom the leg hears in its room. */
  hear(speakers: readonly Inbound[]): void {
    const before = this.#speakers
    this.#speakers = speakers
    const same =
      before.length === speakers.length && before.every((one, at) => one === speakers[at])
    if (same) return
    for (const tap of this.#taps) {
      for (const speaker of before) speaker.untap(tap)
      for (const speaker of speakers) speaker.tap(tap)
    }
    this.#ticksWithoutRelay = relayIdleTicks
    this.#stream.beginAnew()
  }

  /** What the party heard at this tick, for those who tap; a relayed party's audio evened out. */
  get heard(): Int16Array | undefined {
    return this.#heard
  }

  /** Keeps what the party hears at each tick, for somebody who records it. */
  tap(recorder: object): void {
    this.#taps.add(recorder)
    for (const speaker of this.#speakers) speaker.tap(recorder)
  }

  untap(recorder: object): void {
    if (!this.#taps.delete(recorder)) return
    this.#heard = undefined
    for (const speaker of this.#speakers) speaker.untap(recorder)
  }

  /** Plays this in place of whatever is heard. */
  play(playback: Playback): void {
    this.stop('replaced')
    this.#playback = playback
    this.#started = false
  }

  /** Ends what is being played, if anything is. */
  stop(reason: PlaybackEnd): void {
    const playback = this.#playback
    if (!playback) return
    this.#playback = undefined
    if (!this.#started) this.#events.onStarted(playback.id)
    this.#ticksWithoutRelay = relayIdleTicks
    this.#events.onEnded(playback.id, reason)
  }

  /** Sends a key after those that wait. False when the peer takes none. */
  press(key: string): boolean {
    return this.#agreement?.keys !== undefined && this.#keys.press(key)
  }

  passes(codec: AudioCodec): boolean {
    return this.#agreement !== undefined && passesAs(codec, this.#agreement.codec.name)
  }

  relay(source: RtpPacket, codec: AudioCodec): void {
    if (!this.#agreement || !this.#canRelay()) return
    const { payload } = source
    const ours = this.#agreement.codec
    const packet = this.#packetFor(payload.length)
    // How long a packet of Opus is matters only where others take its place, and they come at the tick.
    const samples = codec === 'opus' ? frameTicks(codecFacts.opus.clockRate) : payload.length
    if (!this.#stream.writeRelayed(packet, ours.payloadType, { source, samples })) return
    packet.set(payload, rtpHeaderBytes)
    if (isLaw(codec) && codec !== ours.name) translate(packet.subarray(rtpHeaderBytes), codec)
    this.#sendRelayed(packet)
  }

  relayKey(source: RtpPacket, key: { duration: number; clockRate: number }): boolean {
    const keys = this.#agreement?.keys
    if (keys?.clockRate !== key.clockRate) return false
    if (!this.#canRelay()) return true
    const packet = this.#packetFor(source.payload.length)
    const relayed = { source, samples: key.duration }
    if (!this.#stream.writeRelayed(packet, keys.payloadType, relayed)) return true
    packet.set(source.payload, rtpHeaderBytes)
    this.#sendRelayed(packet)
    return true
  }

  /** Sends what is due, once every 20 ms. */
  tick(): void {
    const agreement = this.#agreement
    if (!agreement) return
    const heard = this.#toBeHeard()
    const payload = heard && this.#maker.make(heard)
    if (this.#taps.size > 0) this.#heard = this.#hearing(heard, agreement)
    const key = this.#keys.next()
    const ticks = frameTicks(codecFacts[agreement.codec.name].clockRate)
    if (!receives(agreement.peer)) this.#stream.pass(ticks)
    else if (key) this.#sendKey(key, agreement)
    else if (payload) this.#sendMade(payload, agreement, ticks)
    else if (heard) this.#stream.pass(ticks)
    this.#follow()
  }

  /** What is made at this tick; `undefined` when it comes, or will come, from a relay. */
  #toBeHeard(): Heard | undefined {
    if (this.#playback) return { kind: 'playback', playback: this.#playback }
    if (this.#isMixing()) return { kind: 'speakers', speakers: this.#speakers }
    const speaker = this.#speakers[0]
    const idleTicks = speaker?.codec === 'opus' ? opusIdleTicks : relayIdleTicks
    return this.#ticksWithoutRelay++ < idleTicks ? undefined : silence
  }

  #isMixing(): boolean {
    const [speaker, other] = this.#speakers
    if (other) return true
    return speaker?.codec !== undefined && !this.passes(speaker.codec)
  }

  #hearing(heard: Heard | undefined, { peer }: Agreement): Int16Array | undefined {
    if (!receives(peer)) return undefined
    return heard ? this.#maker.made : this.#speakers[0]?.frame
  }

  #sendMade(payload: Uint8Array, { codec }: Agreement, ticks: number): void {
    const packet = this.#packetFor(payload.length)
    this.#stream.writeMade(packet, codec.payloadType, ticks)
    packet.set(payload, rtpHeaderBytes)
    this.#events.send(packet)
  }

  /** Tells how the playback has got on. */
  #follow(): void {
    if (!this.#playback) return
    if (!this.#started) this.#events.onStarted(this.#playback.id)
    this.#started = true
    if (this.#playback.finished) this.stop('finished')
  }

  #canRelay(): boolean {
    const { peer } = this.#agreement ?? { peer: 'inactive' }
    return receives(peer) && !this.#playback && !this.#keys.sending
  }

  #sendRelayed(packet: Buffer): void {
    this.#ticksWithoutRelay = 0
    this.#events.send(packet)
  }

  #sendKey(key: KeyPacket, { codec, keys }: Agreement): void {
    const ticks = frameTicks(codecFacts[codec.name].clockRate)
    if (key.first) this.#keyBegan = this.#stream.timestamp
    if (!keys) return this.#stream.passKey(ticks)
    const packet = this.#packetFor(4)
    this.#stream.writeKey(packet, keys.payloadType, { first: key.first, began: this.#keyBegan })
    this.#stream.passKey(ticks)
    writeKeyPayload(packet, rtpHeaderBytes, key, keys.clockRate)
    this.#events.send(packet)
  }

  #packetFor(payloadBytes: number): Buffer {
    const packet = payloadBytes === frameSamples ? this.#packets[this.#turn] : undefined
    if (!packet) return Buffer.allocUnsafe(rtpHeaderBytes + payloadBytes)
    this.#turn = (this.#turn + 1) % packetsInTurn
    return packet
  }
}
