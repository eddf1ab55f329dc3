import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
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

/** The packets of one stream, written into the same bytes each time. */
class Stream {
  readonly packet = Buffer.alloc(headerBytes + frameSamples, 0xff)
  #sequence = 0
  #timestamp = 0

  constructor() {
    this.packet[0] = 0x80
    this.packet[1] = 0
    this.packet.writeUInt32BE(0x1d15_0001, 8)
  }

  next(nowMs: number): Buffer {
    this.#sequence = (this.#sequence + 1) & 0xffff
    this.#timestamp = (this.#timestamp + frameSamples) >>> 0
    this.packet.writeUInt16BE(this.#sequence, 2)
    this.packet.writeUInt32BE(this.#timestamp, 4)
    this.packet.writeDoubleBE(nowMs, headerBytes)
    return this.packet
  }
}

/** A telephone that speaks plain G.711 over RTP. */
export async function openPlainPeer(): Promise<LoadPeer> {
  const socket: Socket = createSocket({
    type: 'udp4',
    lookup: (address, _options, done) => done(null, address, 4),
  })
  const listening = once(socket, 'listening')
  socket.bind(0, '127.0.0.1')
  await listening
  const [heard, stream] = [new Heard(), new Stream()]
  let port: number | undefined
  socket.on('message', (packet) => heard.note(packet))
  return {
    heard,
    describe: async () => offerOf(socket.address().port),
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
export function openBrowserPeer(): LoadPeer {
  const [heard, stream] = [new Heard(), new Stream()]
  const peer = new QuietPeer(heard)
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

  constructor(heard: Heard) {
    super()
    this.#heard = heard
    this.stopSpeaking()
  }

  override hear(bytes: Buffer): void {
    this.#heard?.note(bytes)
  }
}

/** Lets all of them speak for so long, the first second of which does not count. Gives the packets each should have sent. */
export async function speak(peers: readonly LoadPeer[], seconds: number): Promise<number> {
  const warmUp = 1000 / tickMs
  const ticks = warmUp + (seconds * 1000) / tickMs
  const began = performance.now()
  for (let tick = 0; tick < ticks; tick++) {
    await until(began + tick * tickMs)
    if (tick === warmUp) for (const { heard } of peers) heard.clear()
    for (const peer of peers) peer.send(performance.now())
  }
  // What is on its way shall still count.
  await until(performance.now() + 5 * tickMs)
  return ticks - warmUp
}

async function until(atMs: number): Promise<void> {
  const waitMs = atMs - performance.now()
  await new Promise((resolve) => (waitMs > 0 ? setTimeout(resolve, waitMs) : setImmediate(resolve)))
}

function offerOf(port: number): string {
  const lines = ['v=0', 'o=bench 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0']
  return [...lines, `m=audio ${port} RTP/AVP 0`, ''].join('\r\n')
}
