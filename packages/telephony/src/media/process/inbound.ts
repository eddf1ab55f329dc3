import type { AudioCodec } from '../../port.ts'
import type { RtpPacket } from '../../rtp/packet.ts'
import { keyDuration, KeyReceiver } from '../../rtp/telephone-event.ts'
import type { Agreement } from './agreement.ts'
import { Decoding } from './decoding.ts'

/** One who hears a party: each packet as it comes, or each key as it is known. */
export interface Listener {
  /** Whether it can be sent this codec's packets as they are. */
  readonly passes: (codec: AudioCodec) => boolean
  readonly relay: (packet: RtpPacket, codec: AudioCodec) => void
  /** False where the listener has no keys of this clock: it is to press them itself. */
  readonly relayKey: (packet: RtpPacket, key: { duration: number; clockRate: number }) => boolean
  readonly press: (key: string) => boolean
}

export interface InboundEvents {
  readonly onKey: (key: string) => void
  readonly onQuiet: () => void
  readonly onHeard: () => void
}

/** 1 s without a packet. */
const quietTicks = 50

/** What comes from a party: audio and keys, handed to those who hear it, and watched for falling silent. */
export class Inbound {
  readonly #events: InboundEvents
  readonly #keys = new KeyReceiver()
  #agreement: Agreement | undefined
  #relaysTo: readonly Listener[] = []
  #mixedFor: readonly Listener[] = []
  /** Those who want each tick's frame beside the mixers: recorders and listeners. */
  readonly #taps = new Set<object>()
  /** Those who hear the key in hand: who begins to hear the party while it is pressed does not get it. */
  #hearKey: ReadonlySet<Listener> = new Set()
  #codec: AudioCodec | undefined
  #decoding: Decoding | undefined
  #ticksWithout = 0
  #quiet = false

  constructor(events: InboundEvents) {
    this.#events = events
  }

  /** The 20 ms to be mixed at this tick, if there is anything to hear. */
  get frame(): Int16Array | undefined {
    return this.#decoding?.frame
  }

  /** Their high band, from a party that has one. */
  get high(): Int16Array | undefined {
    return this.#decoding?.high
  }

  /** What the party speaks: what came last, or else what was agreed on. */
  get codec(): AudioCodec | undefined {
    return this.#codec
  }

  agree(agreement: Agreement): void {
    this.#agreement = agreement
    this.#codec = agreement.codec.name
    this.#ticksWithout = 0
    if (agreement.peer !== 'sendrecv') this.#hasBeenHeard()
  }

  /** Sets who hears this party: those it is relayed to, and those it is mixed for. */
  speakTo(relaysTo: readonly Listener[], mixedFor: readonly Listener[]): void {
    this.#relaysTo = relaysTo
    this.#mixedFor = mixedFor
    this.#decoding?.forget()
    this.#openDecoding()
  }

  /** Makes every tick's frame for somebody who records or listens, whoever else hears the party. */
  tap(taker: object): void {
    this.#taps.add(taker)
    this.#openDecoding()
  }

  untap(taker: object): void {
    this.#taps.delete(taker)
    this.#openDecoding()
  }

  receive(packet: RtpPacket): void {
    if (!this.#agreement) return
    this.#ticksWithout = 0
    this.#hasBeenHeard()
    const { codecs, keyClocks } = this.#agreement
    const codec = codecs.get(packet.payloadType)
    if (codec) return this.#receiveAudio(packet, codec)
    const clockRate = keyClocks.get(packet.payloadType)
    if (clockRate !== undefined) this.#receiveKey(packet, clockRate)
  }

  /** Frees what decoding holds. */
  close(): void {
    this.#relaysTo = []
    this.#mixedFor = []
    this.#taps.clear()
    this.#closeDecoding()
  }

  /** Takes the frame of this tick from the queue, and sees whether the party has fallen silent. */
  tick(): void {
    this.#decoding?.tick()
    // A party that has put us on hold, or only listens, need not send.
    if (this.#agreement?.peer !== 'sendrecv') return
    if (++this.#ticksWithout < quietTicks || this.#quiet) return
    this.#quiet = true
    this.#events.onQuiet()
  }

  /** The party is decoded for those who mix, record, or speak another codec; otherwise it costs nothing. */
  #openDecoding(): void {
    const codec = this.#codec
    const isTranslated =
      codec !== undefined && this.#relaysTo.some((listener) => !listener.passes(codec))
    if (isTranslated || this.#mixedFor.length > 0 || this.#taps.size > 0) {
      this.#decoding ??= new Decoding()
    } else this.#closeDecoding()
  }

  #closeDecoding(): void {
    this.#decoding?.close()
    this.#decoding = undefined
  }

  #receiveAudio(packet: RtpPacket, codec: AudioCodec): void {
    let isTranslated = false
    this.#codec = codec
    for (const listener of this.#relaysTo) {
      if (listener.passes(codec)) listener.relay(packet, codec)
      else isTranslated = true
    }
    // Codecs may change in the middle, here or where it is heard.
    if (isTranslated !== (this.#decoding !== undefined)) this.#openDecoding()
    this.#decoding?.receive(packet, codec)
  }

  #receiveKey(packet: RtpPacket, clockRate: number): void {
    const duration = keyDuration(packet.payload)
    const key = this.#keys.receive(packet, clockRate)
    if (key !== undefined) this.#hearKey = new Set(this.#relaysTo)
    for (const listener of this.#relaysTo) {
      if (!this.#hearKey.has(listener)) continue
      const isPassed =
        this.#codec !== undefined &&
        listener.passes(this.#codec) &&
        listener.relayKey(packet, { duration, clockRate })
      if (!isPassed && key !== undefined) listener.press(key)
    }
    if (key === undefined) return
    for (const listener of this.#mixedFor) listener.press(key)
    this.#events.onKey(key)
  }

  #hasBeenHeard(): void {
    if (!this.#quiet) return
    this.#quiet = false
    this.#events.onHeard()
  }
}
