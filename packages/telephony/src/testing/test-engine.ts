import { openMediaEngine } from '../media/index.ts'
import type { MediaEngine, MediaEngineOptions, MediaEvent } from '../media/index.ts'
import type { AudioPeerOptions } from './audio-peer.ts'
import type { RtpPeer, RtpPeerOptions } from './rtp-peer.ts'
import { openRtpPeer } from './rtp-peer.ts'
import { WebRtcPeer } from './webrtc-peer.ts'

type EventOf<Kind extends MediaEvent['kind']> = Extract<MediaEvent, { kind: Kind }>

const kinds: readonly MediaEvent['kind'][] = [
  'leg.up',
  'leg.down',
  'leg.quiet',
  'leg.heard',
  'leg.dtmf',
  'legs.measured',
  'playback.ended',
  'speech.started',
  'listening.heard',
  'listening.over',
  'leg.machine',
  'recording.ended',
  'engine.lost',
]

/** Opens a media engine on free ports of loopback. */
export async function openTestEngine(
  options: Partial<MediaEngineOptions> = {},
): Promise<TestEngine> {
  const engine = new TestEngine()
  await engine.open(options)
  return engine
}

/** A real media engine for tests, with all it told, and peers that are closed with it. */
export class TestEngine {
  /** Everything the engine told, oldest first. */
  readonly events: MediaEvent[] = []
  /** The process ids of its media processes so far. */
  readonly processes: number[] = []
  readonly #waiting = new Set<() => void>()
  readonly #peers: { close(): Promise<void> }[] = []
  #media: MediaEngine | undefined

  async open(options: Partial<MediaEngineOptions>): Promise<void> {
    const ignore = () => {}
    this.#media = await openMediaEngine({
      host: '127.0.0.1',
      rtpPorts: { from: 0, to: 0 },
      logger: { info: (fields) => this.#noteProcess(fields), warn: ignore, error: ignore },
      ...options,
    })
    for (const kind of kinds) this.#media.on(kind, (event) => this.#note(event))
  }

  get media(): MediaEngine {
    if (!this.#media) throw new Error('The engine is not open')
    return this.#media
  }

  /** A peer that has called and was answered. */
  async call(leg: string, options: RtpPeerOptions = {}): Promise<RtpPeer> {
    const peer = await this.peer(options)
    peer.connect(await this.media.answer(leg, peer.describe()))
    return peer
  }

  async peer(options: RtpPeerOptions = {}): Promise<RtpPeer> {
    const peer = await openRtpPeer(options)
    this.#peers.push(peer)
    return peer
  }

  /** A browser that has called, was answered, and whose media is up. */
  async browserCall(leg: string): Promise<WebRtcPeer> {
    const peer = this.browser()
    peer.accept(await this.media.answer(leg, await peer.offer()))
    await Promise.all([this.tells('leg.up', { leg }), peer.opened()])
    return peer
  }

  browser(options: AudioPeerOptions = {}): WebRtcPeer {
    const peer = new WebRtcPeer(options)
    this.#peers.push(peer)
    return peer
  }

  /** The events of one kind so far, those of one leg if it is given. */
  told<Kind extends MediaEvent['kind']>(kind: Kind, leg?: string): EventOf<Kind>[] {
    return this.events
      .filter((event): event is EventOf<Kind> => event.kind === kind)
      .filter((event) => leg === undefined || ('leg' in event && event.leg === leg))
  }

  /** Waits until this many events of a kind have been told, and gives the last of them. */
  async tells<Kind extends MediaEvent['kind']>(
    kind: Kind,
    { leg, count = 1 }: { leg?: string; count?: number } = {},
  ): Promise<EventOf<Kind>> {
    const find = () => this.told(kind, leg)[count - 1]
    await this.#until(`${kind} of ${leg}`, () => find() !== undefined)
    const event = find()
    if (!event) throw new Error('It was told and is not there')
    return event
  }

  /** Waits until this many media processes have been started and serve. */
  async serves(processes: number): Promise<void> {
    await this.#until(`process ${processes}`, () => this.processes.length >= processes)
  }

  async close(): Promise<void> {
    await this.media.close()
    await Promise.all(this.#peers.splice(0).map((peer) => peer.close()))
  }

  #note(event: MediaEvent): void {
    this.events.push(event)
    for (const look of this.#waiting) look()
  }

  #noteProcess(fields: object): void {
    if ('pid' in fields && typeof fields.pid === 'number') this.processes.push(fields.pid)
    for (const look of this.#waiting) look()
  }

  async #until(what: string, isSo: () => boolean): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const end = () => {
        clearTimeout(limit)
        this.#waiting.delete(look)
      }
      const look = () => {
        if (!isSo()) return
        end()
        resolve()
      }
      const limit = setTimeout(() => {
        end()
        reject(new Error(`Waited in vain for ${what}. Told: ${JSON.stringify(this.events)}`))
      }, 15_000)
      this.#waiting.add(look)
      look()
    })
  }
}
