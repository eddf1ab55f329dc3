import type { Law } from '../../rtp/g711.ts'
import { g711 } from '../../rtp/g711.ts'
import { JitterQueue } from '../../rtp/jitter-queue.ts'
import type { RtpPacket } from '../../rtp/packet.ts'
import { keyDuration, KeyReceiver } from '../../rtp/telephone-event.ts'
import type { Agreement } from './agreement.ts'

/** One who hears a party: each packet as it comes, or each key as it is known. */
export interface Listener {
  readonly relay: (packet: RtpPacket, law: Law) => void
  readonly relayKey: (packet: RtpPacket, duration: number) => void
  readonly press: (key: string) => boolean
}

export interface InboundEvents {
  readonly onKey: (key: string) => void
  readonly onQuiet: () => void
  readonly onHeard: () => void
}

const frameSamples = 160
/** 1 s without a packet. */
const quietTicks = 50

/** What comes from a party: audio and keys, handed to those who hear it, and watched for falling silent. */
export class Inbound {
  readonly #events: InboundEvents
  readonly #keys = new KeyReceiver()
  readonly #samples = new Int16Array(frameSamples)
  #agreement: Agreement | undefined
  #relaysTo: readonly Listener[] = []
  #mixedFor: readonly Listener[] = []
  /** Those who want each tick's frame beside the mixers: recorders. */
  readonly #taps = new Set<object>()
  #queue: JitterQueue | undefined
  #frame: Int16Array | undefined
  #ticksWithout = 0
  #quiet = false

  constructor(events: InboundEvents) {
    this.#events = events
  }

  /** The 20 ms to be mixed at this tick, if there is anything to hear. */
  get frame(): Int16Array | undefined {
    return this.#frame
  }

  agree(agreement: Agreement): void {
    this.#agreement = agreement
    this.#ticksWithout = 0
    if (agreement.peer !== 'sendrecv') this.#hasBeenHeard()
  }

  /** Sets who hears this party: those it is relayed to, and those it is mixed for. */
  speakTo(relaysTo: readonly Listener[], mixedFor: readonly Listener[]): void {
    this.#relaysTo = relaysTo
    this.#mixedFor = mixedFor
    this.#frame = undefined
    this.#openQueue()
  }

  /** Makes every tick's frame for somebody who records, whoever else hears the party. */
  tap(recorder: object): void {
    this.#taps.add(recorder)
    this.#openQueue()
  }

  untap(recorder: object): void {
    this.#taps.delete(recorder)
    this.#openQueue()
  }

  receive(packet: RtpPacket): void {
    if (!this.#agreement) return
    this.#ticksWithout = 0
    this.#hasBeenHeard()
    const { laws, telephoneEvent } = this.#agreement
    const law = laws.get(packet.payloadType)
    if (law) this.#receiveAudio(packet, law)
    else if (packet.payloadType === telephoneEvent) this.#receiveKey(packet)
  }

  /** Takes the frame of this tick from the queue, and sees whether the party has fallen silent. */
  tick(): void {
    this.#frame = this.#queue?.pull(this.#samples) === true ? this.#samples : undefined
    // A party that has put us on hold, or only listens, need not send.
    if (this.#agreement?.peer !== 'sendrecv') return
    if (++this.#ticksWithout < quietTicks || this.#quiet) return
    this.#quiet = true
    this.#events.onQuiet()
  }

  #openQueue(): void {
    if (this.#mixedFor.length > 0 || this.#taps.size > 0) this.#queue ??= new JitterQueue()
    else this.#queue = undefined
  }

  #receiveAudio(packet: RtpPacket, law: Law): void {
    for (const listener of this.#relaysTo) listener.relay(packet, law)
    this.#queue?.push(packet, g711[law].decode, performance.now())
  }

  #receiveKey(packet: RtpPacket): void {
    const duration = keyDuration(packet.payload)
    for (const listener of this.#relaysTo) listener.relayKey(packet, duration)
    const key = this.#keys.receive(packet)
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
