import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import type { AudioCodec } from '@iris/telephony'
import { tone } from '../packages/telephony/src/testing/audio.ts'
import { peerCodecs, PeerCodec } from '../packages/telephony/src/testing/peer-codec.ts'
import { WebRtcPeer } from '../packages/telephony/src/testing/webrtc-peer.ts'

const frameSamples = 160
const tickMs = 20
const headerBytes = 12
const longestDelayMs = 5000

/** One who sends a packet every 20 ms, whose payload says when, and notes when those of others come. */
export interface LoadPeer {
  readonly describe: () => Promise<string>
  readonly connect: (answer: string) => Promise<void>
  readonly close: () => Promise<void>
  send(nowMs: number): void
  readonly heard: Heard
}

/** What has come since it was last cleared. */
export class Heard {
  packets = 0
  /** From the sending of each packet to its coming, in milliseconds. */
  readonly delaysMs: number[] = []
  /** From one packet to the next, in milliseconds. */
  readonly gapsMs: number[] = []
  #lastMs = 0

  note(packet: Buffer): void {
    const nowMs = performance.now()
    this.packets++
    if (this.#lastMs > 0) this.gapsMs.push(nowMs - this.#lastMs)
    this.#lastMs = nowMs
    const sentMs = packet.length < headerBytes + 8 ? Number.NaN : packet.readDoubleBE(headerBytes)
    // A mix carries nobody's stamp.
    if (Math.abs(nowMs - sentMs) < longestDelayMs) this.delaysMs.push(nowMs - sentMs)
  }

  clear(): void {
    this.packets = 0
    this.delaysMs.length = 0
    this.gapsMs.length = 0
    this.#lastMs = 0
  }
}

/** The packets of one stream, written into the same bytes each time; those of G.711 say when. */
class Stream {
  readonly #packets: readonly Buffer[]
  readonly #codec: AudioCodec
  #count = 0

  constructor(codec: AudioCodec, payloads: readonly Uint8Array[]) {
    this.#codec = codec
    this.#packets = payloads.map((payload) => {
      const packet = Buffer.concat([Buffer.alloc(headerBytes), payload])
      packet[0] = 0x80
      packet[1] = peerCodecs[codec].payloadType
      packet.writeUInt32BE(0x1d15_0001, 8)
      return packet
    })
  }

  next(nowMs: number): Buffer {
    const packet = this.#packets[++this.#count % this.#packets.length] ?? Buffer.alloc(0)
    const ticks = peerCodecs[this.#codec].clockRate / 50
    packet.writeUInt16BE(this.#count & 0xffff, 2)
    packet.writeUInt32BE((this.#count * ticks) >>> 0, 4)
    if (this.#codec === 'PCMU') packet.writeDoubleBE(nowMs, headerBytes)
    return packet
  }
}

const payloadsOf = new Map<AudioCodec, Promise<readonly Uint8Array[]>>()

/** A second of the codec's payloads; of G.711 one, which is stamped each time. */
function payloads(codec: AudioCodec): Promise<readonly Uint8Array[]> {
  const known = payloadsOf.get(codec) ?? encode(codec)
  payloadsOf.set(codec, known)
  return known
}

async function encode(codec: AudioCodec): Promise<readonly Uint8Array[]> {
  if (codec === 'PCMU') return [new Uint8Array(frameSamples).fill(0xff)]
  const [coder, audio] = [new PeerCodec(), tone([300, 1200], 1000)]
  const made: Uint8Array[] = []
  for (let at = 0; made.length < 50; at = (at + frameSamples) % audio.length) {
    const payload = coder.encode(codec, { low: audio.subarray(at, at + frameSamples) })
    if (payload) made.push(Uint8Array.from(payload))
    // The library of Opus is loaded meanwhile.
    else await new Promise((resolve) => setImmediate(resolve))
  }
  coder.close()
  return made
}

/** A telephone that speaks plain RTP. */
export async function openPlainPeer(codec: AudioCodec = 'PCMU'): Promise<LoadPeer> {
  const socket: Socket = createSocket({
    type: 'udp4',
    lookup: (address, _options, done) => done(null, address, 4),
  })
  const listening = once(socket, 'listening')
  socket.bind(0, '127.0.0.1')
  await listening
  const [heard, stream] = [new Heard(), new Stream(codec, await payloads(codec))]
  let port: number | undefined
  socket.on('message', (packet) => heard.note(packet))
  return {
    heard,
    describe: async () => offerOf(socket.address().port, codec),
    connect: async (answer) => {
      port = Number(/^m=audio (\d+)/m.exec(answer)?.[1])
    },
    send: (nowMs) => {
      if (port !== undefined) socket.send(stream.next(nowMs), port, '127.0.0.1')
    },
    close: async () => void socket.close(),
  }
}

/** A browser, as far as its media goes. */
export async function openBrowserPeer(codec: AudioCodec = 'PCMU'): Promise<LoadPeer> {
  const [heard, stream] = [new Heard(), new Stream(codec, await payloads(codec))]
  const peer = new QuietPeer(heard, codec)
  return {
    heard,
    describe: () => peer.offer(),
    connect: async (answer) => {
      peer.accept(answer)
      await peer.opened()
    },
    send: (nowMs) => peer.sendRaw(stream.next(nowMs)),
    close: () => peer.close(),
  }
}

class QuietPeer extends WebRtcPeer {
  readonly #heard: Heard

  constructor(heard: Heard, codec: AudioCodec) {
    super({ codec })
    this.#heard = heard
    this.stopSpeaking()
  }

  override hear(bytes: Buffer): void {
    this.#heard?.note(bytes)
  }
}

/**
 * Lets all of them speak for so long, the first second of which does not count. Gives the packets each should have sent. Each
 * has a phase of its own, as telephones have, whose clocks know nothing of each other.
 */
export async function speak(peers: readonly LoadPeer[], seconds: number): Promise<number> {
  const warmUp = 1000 / tickMs
  const ticks = warmUp + (seconds * 1000) / tickMs
  const began = performance.now()
  for (let ms = 0; ms < ticks * tickMs; ms++) {
    await until(began + ms)
    if (ms === warmUp * tickMs) for (const { heard } of peers) heard.clear()
    for (let at = ms % tickMs; at < peers.length; at += tickMs) peers[at]?.send(performance.now())
  }
  // What is on its way shall still count.
  await until(performance.now() + 5 * tickMs)
  return ticks - warmUp
}

async function until(atMs: number): Promise<void> {
  const waitMs = atMs - performance.now()
  await new Promise((resolve) => (waitMs > 0 ? setTimeout(resolve, waitMs) : setImmediate(resolve)))
}

function offerOf(port: number, codec: AudioCodec): string {
  const { payloadType, encoding } = peerCodecs[codec]
  const lines = ['v=0', 'o=bench 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0']
  const audio = [`m=audio ${port} RTP/AVP ${payloadType}`, `a=rtpmap:${payloadType} ${encoding}`]
  return [...lines, ...audio, ''].join('\r\n')
}
