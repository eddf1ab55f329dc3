import { randomInt } from 'node:crypto'
import type { Law } from '../../rtp/g711.ts'
import { g711, transcode } from '../../rtp/g711.ts'
import { OutboundStream } from '../../rtp/outbound-stream.ts'
import type { RtpPacket } from '../../rtp/packet.ts'
import { rtpHeaderBytes } from '../../rtp/packet.ts'
import type { KeyPacket } from '../../rtp/telephone-event.ts'
import { KeySender, writeKeyPayload } from '../../rtp/telephone-event.ts'
import { receives } from '../../sdp/direction.ts'
import type { Playback } from '../source/playback.ts'
import type { Agreement } from './agreement.ts'
import type { Inbound, Listener } from './inbound.ts'
import { mixInto } from './mix.ts'

export type PlaybackEnd = 'finished' | 'stopped' | 'replaced' | 'leg-ended'

export interface OutboundEvents {
  readonly send: (packet: Buffer) => void
  /** The first frame of this playback is on its way. */
  readonly onStarted: (playback: string) => void
  readonly onEnded: (playback: string, reason: PlaybackEnd) => void
}

const frameSamples = 160
/** A packet that was handed over is not written to again for so many packets, in case it still waits to be sent. */
const packetsInTurn = 8
/** Without a packet for 200 ms a relayed party is taken to be silent, and silence is sent in its place. */
const relayIdleTicks = 10

/**
 * What a leg is sent: one stream whatever is heard in it. A playback comes first; then whom the leg hears in its room:
 * one party is relayed packet by packet as it comes, several are mixed at each tick; else silence. Keys go before all.
 */
export class Outbound implements Listener {
  readonly ssrc = randomInt(2 ** 32)
  readonly #events: OutboundEvents
  readonly #keys = new KeySender()
  readonly #packets: readonly Buffer[]
  readonly #stream: OutboundStream
  #turn = 0
  #agreement: Agreement | undefined
  #speakers: readonly Inbound[] = []
  #playback: Playback | undefined
  #started = false
  #ticksWithoutRelay = relayIdleTicks
  #keyBegan = 0
  readonly #taps = new Set<object>()
  readonly #samples = new Int16Array(frameSamples)
  #heard: Int16Array | undefined

  constructor(events: OutboundEvents) {
    this.#events = events
    this.#packets = Array.from({ length: packetsInTurn }, () =>
      Buffer.alloc(rtpHeaderBytes + frameSamples),
    )
    this.#stream = new OutboundStream({
      ssrc: this.ssrc,
      sequence: randomInt(2 ** 16),
      timestamp: randomInt(2 ** 32),
    })
  }

  agree(agreement: Agreement): void {
    this.#agreement = agreement
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
    return this.#agreement?.telephoneEvent !== undefined && this.#keys.press(key)
  }

  relay(source: RtpPacket, law: Law): void {
    if (!this.#agreement || !this.#canRelay()) return
    const { payload } = source
    const { codec } = this.#agreement
    const packet = this.#packetFor(payload.length)
    const relayed = { source, samples: payload.length }
    if (!this.#stream.writeRelayed(packet, codec.payloadType, relayed)) return
    packet.set(payload, rtpHeaderBytes)
    if (law !== codec.law) translate(packet, law)
    this.#sendRelayed(packet)
  }

  relayKey(source: RtpPacket, duration: number): void {
    const type = this.#agreement?.telephoneEvent
    if (type === undefined || !this.#canRelay()) return
    const packet = this.#packetFor(source.payload.length)
    if (!this.#stream.writeRelayed(packet, type, { source, samples: duration })) return
    packet.set(source.payload, rtpHeaderBytes)
    this.#sendRelayed(packet)
  }

  /** Sends what is due, once every 20 ms. */
  tick(): void {
    const agreement = this.#agreement
    if (!agreement) return
    const packet = this.#packetFor(frameSamples)
    const made = this.#makeFrame(packet, agreement.codec.law)
    if (this.#taps.size > 0) this.#heard = this.#hearing(packet, made, agreement)
    const key = this.#keys.next()
    if (!receives(agreement.peer)) this.#stream.pass(frameSamples)
    else if (key) this.#sendKey(key, agreement)
    else if (made) {
      this.#stream.writeMade(packet, agreement.codec.payloadType, frameSamples)
      this.#events.send(packet)
    }
    this.#follow()
  }

  /** Writes the codes of this tick; false when they come, or will come, from a relay. */
  #makeFrame(packet: Buffer, law: Law): boolean {
    if (this.#playback) {
      this.#playback.write(packet, rtpHeaderBytes, frameSamples)
      if (this.#playback.law !== law) translate(packet, this.#playback.law)
      return true
    }
    if (this.#speakers.length > 1) {
      mixInto(packet, rtpHeaderBytes, { speakers: this.#speakers, encode: g711[law].encode })
      return true
    }
    if (this.#ticksWithoutRelay++ < relayIdleTicks) return false
    packet.fill(g711[law].silence, rtpHeaderBytes)
    return true
  }

  #hearing(packet: Buffer, made: boolean, { codec, peer }: Agreement): Int16Array | undefined {
    if (!receives(peer)) return undefined
    if (!made) return this.#speakers[0]?.frame
    const { decode } = g711[codec.law]
    for (let at = 0; at < frameSamples; at++) {
      this.#samples[at] = decode[packet[rtpHeaderBytes + at] ?? 0] ?? 0
    }
    return this.#samples
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

  #sendKey(key: KeyPacket, { telephoneEvent }: Agreement): void {
    if (key.first) this.#keyBegan = this.#stream.timestamp
    if (telephoneEvent === undefined) return this.#stream.passKey(frameSamples)
    const packet = this.#packetFor(4)
    this.#stream.writeKey(packet, telephoneEvent, { first: key.first, began: this.#keyBegan })
    this.#stream.passKey(frameSamples)
    writeKeyPayload(packet, rtpHeaderBytes, key)
    this.#events.send(packet)
  }

  #packetFor(payloadBytes: number): Buffer {
    const packet = payloadBytes === frameSamples ? this.#packets[this.#turn] : undefined
    if (!packet) return Buffer.allocUnsafe(rtpHeaderBytes + payloadBytes)
    this.#turn = (this.#turn + 1) % packetsInTurn
    return packet
  }
}

function translate(packet: Buffer, from: Law): void {
  const table = transcode[from]
  for (let at = rtpHeaderBytes; at < packet.length; at++) {
    packet[at] = table[packet[at] ?? 0] ?? 0
  }
}
