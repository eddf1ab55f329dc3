import { Audio, PeerConnection } from 'node-datachannel'
import type { Track } from 'node-datachannel'
import type { AudioPeerOptions } from './audio-peer.ts'
import { AudioPeer } from './audio-peer.ts'
import { peerCodecs } from './peer-codec.ts'

/** A small telephone for tests that speaks WebRTC as a browser does: one codec, keys under 126, ICE and DTLS-SRTP. */
export class WebRtcPeer extends AudioPeer {
  readonly #connection: PeerConnection
  readonly #gathered: Promise<void>
  readonly #opened = Promise.withResolvers<void>()
  #track: Track | undefined
  #described = ''
  #version = 1

  constructor(options: AudioPeerOptions = {}) {
    super({ telephoneEvent: 126, ...options })
    this.#connection = new PeerConnection('peer', {
      iceServers: [],
      bindAddress: '127.0.0.1',
      disableAutoNegotiation: true,
    })
    this.#gathered = new Promise((resolve) => {
      this.#connection.onGatheringStateChange((state) => {
        if (state === 'complete') resolve()
      })
    })
  }

  /**
   * This peer's offer, with what a browser adds and the engine has no use for. It names no candidate: were the engine to
   * check the way to one before its answer is taken, this library, which is no browser, might fail.
   */
  async offer(): Promise<string> {
    this.#addTrack('audio-0')
    this.#connection.setLocalDescription('offer')
    const sdp = await this.#localDescription()
    this.#described = sdp
      .replaceAll(/a=candidate.*\r\n/g, '')
      .replace(/^(m=audio.*?SAVPF)/m, '$1 63')
      .concat('a=rtpmap:63 red/48000/2\r\na=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid\r\n')
      .concat('m=video 0 UDP/TLS/RTP/SAVPF 96\r\na=mid:video\r\n')
    return this.#described
  }

  async answer(offer: string): Promise<string> {
    this.#connection.setRemoteDescription(offer, 'offer')
    this.#addTrack(/^a=mid:(\S+)/m.exec(offer)?.[1] ?? '0')
    this.#connection.setLocalDescription('answer')
    this.#described = await this.#localDescription()
    return this.#described
  }

  accept(answer: string): void {
    this.#connection.setRemoteDescription(answer, 'answer')
  }

  /** A later offer on the same connection, as a browser makes it for hold and resume. */
  reoffer(direction: 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive'): string {
    return this.#described
      .replace(/^o=(\S+) (\S+) \S+/m, (_, user, id) => `o=${user} ${id} ${++this.#version}`)
      .replace(/^a=setup:\S+/m, 'a=setup:actpass')
      .replace(/^a=(sendrecv|sendonly|recvonly|inactive)/m, `a=${direction}`)
  }

  /** Waits until this side can send. */
  async opened(): Promise<void> {
    await this.#opened.promise
  }

  override sendRaw(bytes: Uint8Array): void {
    if (this.#track?.isOpen() === true) this.#track.sendMessageBinary(Buffer.from(bytes))
  }

  override sendControl(bytes: Uint8Array): void {
    this.sendRaw(bytes)
  }

  async close(): Promise<void> {
    this.stopSpeaking()
    this.#track?.close()
    this.#connection.close()
  }

  #addTrack(mid: string): void {
    const audio = new Audio(mid, 'SendRecv')
    // The library writes the rest of the encoding itself.
    audio.addAudioCodec(peerCodecs[this.codec].payloadType, this.codec)
    audio.addAudioCodec(126, `telephone-event/${this.eventClock}`, '0-15')
    audio.addSSRC(0x1d15_0001, 'peer', 'peer', 'audio')
    this.#track = this.#connection.addTrack(audio)
    this.#track.onOpen(() => this.#opened.resolve())
    this.#track.onMessage((bytes) => this.hear(bytes))
  }

  async #localDescription(): Promise<string> {
    await this.#gathered
    const description = this.#connection.localDescription()
    if (!description) throw new Error('The peer has no description')
    return description.sdp
  }
}
