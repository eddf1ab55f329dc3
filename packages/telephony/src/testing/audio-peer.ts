import type { AudioCodec } from '../port.ts'
import { loudness, sampleRate, tone, toneLevel } from './audio.ts'
import { peerCodecs, PeerCodec } from './peer-codec.ts'

export interface AudioPeerOptions {
  readonly codec?: AudioCodec
  /** Payload type of telephone-events; `false` for a peer that takes none. */
  readonly telephoneEvent?: number | false
  /** Their clock, in Hz; 8000 unless told. */
  readonly eventClock?: number
}

export interface HeardPacket {
  readonly payloadType: number
  readonly marker: boolean
  readonly sequence: number
  readonly timestamp: number
  readonly ssrc: number
  readonly payload: Uint8Array
  readonly atMs: number
  /** What it says, of a packet of audio. */
  readonly audio: Int16Array | undefined
  /** Its high band, where it has one. */
  readonly high: Int16Array | undefined
}

const frameSamples = 160
/** Long enough for a machine that does much else at the same time. */
const waitMs = 15_000
const keys = '0123456789*#ABCD'
/** How much of the latest audio is measured. */
const windowSamples = 1600

/**
 * A small telephone for tests: its own packets, its own G.711, nothing of the engine's. It says a tone every 20 ms,
 * keeps what it hears, and waits for tones instead of sleeping. How its packets travel is for others to say.
 */
export abstract class AudioPeer {
  codec: AudioCodec
  readonly telephoneEvent: number | false
  readonly eventClock: number
  /** Every RTP packet that came, oldest first. */
  readonly packets: HeardPacket[] = []
  /** The keys that came as telephone-events, one for each event timestamp. */
  readonly keys: string[] = []
  /** Every compound RTCP packet that came. */
  readonly control: Buffer[] = []

  readonly #clock: NodeJS.Timeout
  readonly #coder = new PeerCodec()
  readonly #waiting = new Set<() => void>()
  readonly #keyTimestamps = new Set<number>()
  #ssrc = 0x1d15_0001
  #sequence = 1000
  #timestamp = 160_000
  #started = performance.now()
  #frames = 0
  #isLost: (frame: number) => boolean = () => false
  #spoken: { samples: Int16Array; high?: Int16Array; at: number; once?: true } | undefined = {
    samples: new Int16Array(160),
    at: 0,
  }

  constructor(options: AudioPeerOptions) {
    this.codec = options.codec ?? 'PCMU'
    this.telephoneEvent = options.telephoneEvent ?? 101
    this.eventClock = options.eventClock ?? 8000
    this.#clock = setInterval(() => this.#tick(), 5)
  }

  /** Sends these bytes to the other side, if there is a way. */
  abstract sendRaw(bytes: Uint8Array): void
  /** Sends RTCP to the other side, if there is a way. */
  abstract sendControl(bytes: Uint8Array): void

  /** Sends this tone from now on; without one, silence. */
  say(hz?: number | readonly number[]): void {
    const samples = hz === undefined ? new Int16Array(frameSamples) : tone(hz, 1000)
    this.#spoken = { samples, at: 0 }
  }

  /** Sends a tone in each band from now on: `high` is where it stands among the samples of the high band. */
  sayWide(hz: number, high: number): void {
    this.#spoken = { samples: tone(hz, 1000), high: tone(high, 1000), at: 0 }
  }

  /** Sends these samples once, then silence. */
  sayOnce(samples: Int16Array): void {
    const whole = new Int16Array(Math.ceil(samples.length / frameSamples) * frameSamples)
    whole.set(samples)
    this.#spoken = { samples: whole, at: 0, once: true }
  }

  /** Sends no packet from now on, until `say`. */
  mute(): void {
    this.#spoken = undefined
  }

  /** Loses the frames of which this is so, counted from the first, on their way to the other side. */
  lose(isLost: (frame: number) => boolean): void {
    this.#isLost = isLost
  }

  /** Starts a new stream, as a telephone does whose audio comes from another box now. */
  changeStream(): void {
    this.#ssrc += 1
    this.#sequence = (this.#sequence + 30_000) & 0xffff
    this.#timestamp = (this.#timestamp + 1_000_000_000) >>> 0
  }

  /** Sends one key as a telephone-event of 100 ms; `lost` leaves packets out by their place (0 to 6, 4 and on are ends). */
  press(key: string, lost: readonly number[] = []): void {
    if (this.telephoneEvent === false) throw new Error('This peer has no telephone-events')
    const event = keys.indexOf(key)
    for (let place = 0; place < 7; place++) {
      const ended = place >= 4
      const duration = Math.min(place + 1, 5) * (this.eventClock / 50)
      const payload = Uint8Array.of(event, (ended ? 0x80 : 0) | 10, duration >> 8, duration & 0xff)
      this.#sequence = (this.#sequence + 1) & 0xffff
      if (lost.includes(place)) continue
      this.send({ payloadType: this.telephoneEvent, marker: place === 0, payload })
    }
    this.#timestamp = (this.#timestamp + 5 * this.#ticks) >>> 0
  }

  /** Sends one RTP packet with the stream's present numbers, or with others. */
  send(packet: {
    payloadType: number
    marker?: boolean
    payload: Uint8Array
    sequence?: number
    timestamp?: number
    ssrc?: number
  }): void {
    const header = Buffer.alloc(12)
    header[0] = 0x80
    header[1] = packet.payloadType | (packet.marker === true ? 0x80 : 0)
    header.writeUInt16BE(packet.sequence ?? this.#sequence, 2)
    header.writeUInt32BE(packet.timestamp ?? this.#timestamp, 4)
    header.writeUInt32BE(packet.ssrc ?? this.#ssrc, 8)
    this.sendRaw(Buffer.concat([header, packet.payload]))
  }

  /** The audio of the latest packets (200 ms unless told), decoded, in the order it came. */
  latestAudio(samples = windowSamples): Int16Array {
    const frames: Int16Array[] = []
    let length = 0
    for (let index = this.packets.length - 1; index >= 0 && length < samples; index--) {
      const frame = this.packets[index]?.audio
      if (!frame) continue
      frames.unshift(frame)
      length += frame.length
    }
    return Int16Array.from(frames.flatMap((frame) => [...frame])).subarray(-samples)
  }

  /** Waits until the last 200 ms hold each of these tones and none of the others. */
  async hears(tones: readonly number[], not: readonly number[] = []): Promise<true> {
    return await this.until(`hears ${tones.join(' + ')} Hz`, () => {
      const audio = this.latestAudio()
      if (audio.length < windowSamples) return false
      const all = tones.every((hz) => toneLevel(audio, hz) > 2000)
      return all && not.every((hz) => toneLevel(audio, hz) < 200)
    })
  }

  /** Waits until the last 200 ms hold this tone in the high band, as `sayWide` counts it. */
  async hearsHigh(hz: number): Promise<true> {
    return await this.until(`hears ${hz} Hz in the high band`, () => {
      const latest = this.packets.slice(-10).map(({ high }) => high ?? new Int16Array(frameSamples))
      const audio = Int16Array.from(latest.flatMap((frame) => [...frame]))
      return audio.length >= windowSamples && toneLevel(audio, hz) > 2000
    })
  }

  /** Waits until 200 ms of packets have come that hold nothing but silence. */
  async hearsSilence(): Promise<true> {
    return await this.until('hears silence', () => {
      const audio = this.latestAudio()
      return audio.length === windowSamples && loudness(audio) < 20
    })
  }

  /** Waits until these keys have come, and no others. */
  async receivesKeys(expected: string): Promise<true> {
    return await this.until(`receives ${expected}`, () => this.keys.join('') === expected)
  }

  /** Waits for the next packets. */
  async receives(count: number): Promise<readonly HeardPacket[]> {
    const before = this.packets.length
    await this.until(`receives ${count} packets`, () => this.packets.length >= before + count)
    return this.packets.slice(before)
  }

  /** Waits until this becomes true, looking at every packet. Rejects after 15 s, saying what was heard. */
  async until(what: string, isSo: () => boolean): Promise<true> {
    if (isSo()) return true
    return await new Promise<true>((resolve, reject) => {
      const look = () => {
        if (!isSo()) return
        this.#waiting.delete(look)
        clearTimeout(limit)
        resolve(true)
      }
      const limit = setTimeout(() => {
        this.#waiting.delete(look)
        reject(new Error(`The peer waited in vain: ${what}. ${this.#summary()}`))
      }, waitMs)
      this.#waiting.add(look)
    })
  }

  /** Ends the clock. */
  stopSpeaking(): void {
    clearInterval(this.#clock)
    this.#coder.close()
  }

  /** Of the stream's clock, in 20 ms. */
  get #ticks(): number {
    return peerCodecs[this.codec].clockRate / 50
  }

  #summary(): string {
    const audio = this.latestAudio()
    const hz = Array.from({ length: 38 }, (_, index) => 100 + index * 50)
    const heard = hz.filter((one) => toneLevel(audio, one) > 500)
    return `${this.packets.length} packets, keys "${this.keys.join('')}", tones ${heard.join(', ') || 'none'}`
  }

  #tick(): void {
    const due = Math.floor(((performance.now() - this.#started) * sampleRate) / 1000 / frameSamples)
    for (; this.#frames < due; this.#frames++) this.#sendFrame()
  }

  #sendFrame(): void {
    this.#timestamp = (this.#timestamp + this.#ticks) >>> 0
    const spoken = this.#spoken
    if (!spoken) return
    this.#sequence = (this.#sequence + 1) & 0xffff
    const to = spoken.at + frameSamples
    const low = spoken.samples.subarray(spoken.at, to)
    const high = spoken.high?.subarray(spoken.at, to)
    spoken.at = to % spoken.samples.length
    if (spoken.at === 0 && spoken.once) this.say()
    const payload = this.#coder.encode(this.codec, { low, high })
    if (this.#isLost(this.#frames) || !payload) return
    this.send({ payloadType: peerCodecs[this.codec].payloadType, payload })
  }

  /** Takes what has come from the other side. */
  hear(bytes: Buffer): void {
    if (bytes.length < 12 || bytes.readUInt8(0) >> 6 !== 2) return
    const second = bytes.readUInt8(1)
    if (second >= 192 && second <= 223) return this.hearControl(bytes)
    const heard = {
      payloadType: second & 0x7f,
      marker: second >= 0x80,
      sequence: bytes.readUInt16BE(2),
      timestamp: bytes.readUInt32BE(4),
      ssrc: bytes.readUInt32BE(8),
      payload: Uint8Array.from(bytes.subarray(12)),
      atMs: performance.now(),
    }
    const bands = this.#coder.decode({ ...heard, payload: Buffer.from(heard.payload) })
    const packet = { ...heard, audio: bands?.low, high: bands?.high }
    this.packets.push(packet)
    if (packet.payloadType === this.telephoneEvent) this.#hearKey(packet)
    for (const look of this.#waiting) look()
  }

  hearControl(bytes: Buffer): void {
    this.control.push(Buffer.from(bytes))
    for (const look of this.#waiting) look()
  }

  /** Answers the latest sender report as a receiver that lost so many packets, having kept it for a while. */
  reportBack({
    lost,
    delayMs,
    jitterMs,
  }: {
    lost: number
    delayMs: number
    jitterMs: number
  }): void {
    const report = this.control.findLast((bytes) => bytes.readUInt8(1) === 200)
    if (!report) throw new Error('No sender report came')
    const bytes = Buffer.alloc(32)
    bytes.set([0x81, 201, 0, 7])
    bytes.writeUInt32BE(this.#ssrc, 4)
    bytes.writeUInt32BE(report.readUInt32BE(4), 8)
    bytes.writeIntBE(lost, 13, 3)
    bytes.writeUInt32BE(this.packets.at(-1)?.sequence ?? 0, 16)
    bytes.writeUInt32BE(jitterMs * 8, 20)
    bytes.writeUInt32BE(report.readUInt32BE(10), 24)
    bytes.writeUInt32BE(Math.round((delayMs / 1000) * 65_536), 28)
    this.sendControl(bytes)
  }

  #hearKey(packet: HeardPacket): void {
    if (this.#keyTimestamps.has(packet.timestamp)) return
    this.#keyTimestamps.add(packet.timestamp)
    this.keys.push(keys[packet.payload[0] ?? 99] ?? '?')
  }
}
