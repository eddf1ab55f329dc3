import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:dgram'
import type * as DataChannelLibrary from 'node-datachannel'
import { isIP } from 'node:net'
import { readRtp } from '../../rtp/packet.ts'
import { isRtcp } from '../../rtp/rtcp.ts'
import type { AudioDescription, WebRtcPath } from '../../sdp/audio.ts'
import type { OurWebRtcPath } from '../../sdp/write.ts'
import { MediaError } from '../media-engine.ts'
import type { Certificate } from './certificate.ts'
import type { RtpPorts } from './rtp-ports.ts'
import type { Transport, TransportEvents } from './transport.ts'

export interface WebRtcSettings {
  readonly library: typeof DataChannelLibrary
  readonly host: string
  readonly certificate: Certificate
  /** A port for each leg, or one that all of them share. */
  readonly ports: RtpPorts | SharedPort
}

export interface SharedPort {
  readonly shared: number
  /** Holds the port while no leg uses it. */
  readonly listener: DataChannelLibrary.IceUdpMuxListener
}

/** Takes the port that all WebRTC legs are to share, where there is to be one. Throws when it is taken. */
export function sharedPort(
  library: typeof DataChannelLibrary,
  { host, webrtcPort }: { host: string; webrtcPort: number | undefined },
): SharedPort | undefined {
  if (webrtcPort === undefined) return undefined
  return { shared: webrtcPort, listener: new library.IceUdpMuxListener(webrtcPort, host) }
}

const mid = '0'
/** How often, how soon and for how long a connection is begun again that was ruined before it was made. */
const mostAttempts = 5
const againAfterMs = 30
const againForMs = 2000

/**
 * WebRTC by libdatachannel: ICE, DTLS and SRTP are its affair, the packets are ours. It never sees the descriptions of
 * either side, only what it must know of them, so what browsers write cannot upset it, and it may be told other than
 * the peer: it always sends and receives, whatever is held.
 *
 * It is set to work only when the peer is known; until then a bare socket keeps our port. Were it to listen while the
 * peer still answers, a check of the peer's could reach it before the answer, which may ruin a connection for good. That
 * can still happen in the moment between its beginning to listen and its being told of the peer: then we begin again.
 */
export class WebRtcTransport implements Transport {
  readonly #settings: WebRtcSettings
  readonly #events: TransportEvents & { readonly ssrc: number }
  readonly #path: OurWebRtcPath
  #kept: Socket | undefined
  #connection: DataChannelLibrary.PeerConnection | undefined
  #track: DataChannelLibrary.Track | undefined
  #peer: WebRtcPath | undefined
  #setup = 'actpass'
  #attempts = 0
  #beganMs = 0
  #wasOpen = false
  #open = false
  #closed = false

  constructor(
    settings: WebRtcSettings,
    at: { readonly port: number; readonly kept: Socket | undefined },
    events: TransportEvents & { readonly ssrc: number },
  ) {
    this.#settings = settings
    this.#events = events
    this.#kept = at.kept
    this.#path = {
      kind: 'webrtc',
      iceUfrag: randomBytes(6).toString('base64'),
      icePwd: randomBytes(18).toString('base64'),
      fingerprint: settings.certificate.fingerprint,
      setup: 'actpass',
      ssrc: events.ssrc,
      port: at.port,
    }
  }

  async answer(peer: AudioDescription): Promise<OurWebRtcPath> {
    const path = webRtc(peer)
    // We let the peer speak first: it begins when its way is open, and browsers repeat themselves sooner than we would.
    this.#setup = path.setup === 'passive' ? 'active' : 'passive'
    this.#connect(path, 'answer')
    return this.#ourPath()
  }

  async offer(): Promise<OurWebRtcPath> {
    return this.#ourPath()
  }

  accept(peer: AudioDescription): void {
    if (this.#peer) return void this.update(peer)
    const path = webRtc(peer)
    this.#setup = path.setup === 'active' ? 'passive' : 'active'
    this.#beganMs = performance.now()
    this.#connectAsOfferer(path)
  }

  update(peer: AudioDescription): OurWebRtcPath {
    const { iceUfrag, fingerprint } = webRtc(peer)
    const same = iceUfrag === this.#peer?.iceUfrag && fingerprint === this.#peer.fingerprint
    if (!same) throw notAcceptable('The peer wants to connect anew (ICE restart).')
    return this.#ourPath()
  }

  send(packet: Buffer): void {
    if (!this.#open || !this.#track) return
    try {
      this.#track.sendMessageBinary(packet)
    } catch {
      // It throws between the peer's closing and its telling us so.
      this.#open = false
    }
  }

  /** The library knows RTCP from RTP, and protects it as such. */
  sendControl(packet: Buffer): void {
    this.send(packet)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#open = false
    this.#kept?.close()
    this.#drop()
  }

  /** Later answers keep the role that the first description settled (RFC 8842 §5.5). */
  #ourPath(): OurWebRtcPath {
    return { ...this.#path, setup: this.#setup }
  }

  #connectAsOfferer(peer: WebRtcPath): void {
    this.#attempts++
    try {
      this.#connect(peer, 'offer')
    } catch (error) {
      // What the library says when a check came too early.
      const ruined = error instanceof Error && error.message.includes('without ICE transport')
      if (!ruined || !this.#mayTryAgain()) throw error
      this.#tryAgain(peer)
    }
  }

  #mayTryAgain(): boolean {
    const young = performance.now() - this.#beganMs < againForMs
    return this.#attempts > 0 && this.#attempts < mostAttempts && young && !this.#wasOpen
  }

  #tryAgain(peer: WebRtcPath): void {
    this.#drop()
    setTimeout(() => {
      if (this.#closed) return
      try {
        this.#connectAsOfferer(peer)
      } catch {
        this.#end()
      }
    }, againAfterMs)
  }

  #drop(): void {
    const [track, connection] = [this.#track, this.#connection]
    this.#track = undefined
    this.#connection = undefined
    track?.close()
    connection?.close()
  }

  #connect(peer: WebRtcPath, ours: 'offer' | 'answer'): void {
    this.#peer = peer
    this.#kept?.close()
    this.#kept = undefined
    try {
      const connection = this.#makeConnection()
      const theirs = this.#describe(peer)
      if (ours === 'answer') connection.setRemoteDescription(theirs, 'offer')
      this.#addTrack(connection)
      connection.setLocalDescription(ours, this.#path)
      if (ours === 'offer') connection.setRemoteDescription(theirs, 'answer')
    } catch (error) {
      throw notAcceptable(error instanceof Error ? error.message : String(error))
    }
  }

  #makeConnection(): DataChannelLibrary.PeerConnection {
    const { library, host, certificate, ports } = this.#settings
    const { port } = this.#path
    const connection = new library.PeerConnection('leg', {
      iceServers: [],
      bindAddress: host,
      portRangeBegin: port,
      portRangeEnd: port,
      certificatePemFile: certificate.certificatePem,
      keyPemFile: certificate.keyPem,
      disableAutoNegotiation: true,
      enableIceUdpMux: 'shared' in ports,
    })
    connection.onStateChange((state) => {
      if (state === 'failed' || state === 'closed' || state === 'disconnected') {
        this.#goDown(connection)
      }
    })
    this.#connection = connection
    return connection
  }

  #addTrack(connection: DataChannelLibrary.PeerConnection): void {
    const audio = new this.#settings.library.Audio(mid, 'SendRecv')
    audio.addAudioCodec(0, 'PCMU')
    audio.addSSRC(this.#path.ssrc, 'iris', 'iris', 'audio')
    const track = connection.addTrack(audio)
    track.onOpen(() => this.#goUp(connection))
    track.onClosed(() => this.#goDown(connection))
    track.onError(() => {})
    track.onMessage((bytes) => this.#receive(bytes))
    this.#track = track
  }

  #goUp(connection: DataChannelLibrary.PeerConnection): void {
    if (connection !== this.#connection) return
    this.#open = true
    this.#wasOpen = true
    this.#events.onUp()
  }

  #goDown(connection: DataChannelLibrary.PeerConnection): void {
    if (connection !== this.#connection) return
    if (this.#peer && this.#mayTryAgain()) this.#tryAgain(this.#peer)
    else this.#end()
  }

  #end(): void {
    this.close()
    this.#events.onDown()
  }

  #receive(bytes: Buffer): void {
    if (this.#closed) return
    if (isRtcp(bytes)) return this.#events.onControl(bytes)
    const packet = readRtp(bytes)
    if (packet) this.#events.onPacket(packet)
  }

  /** What the library must know of the peer, in which nothing is left for it to decide. */
  #describe(peer: WebRtcPath): string {
    const family = isIP(this.#settings.host)
    const candidates = peer.candidates.filter((candidate) => isReachable(candidate, family))
    return [
      'v=0',
      'o=- 0 0 IN IP4 127.0.0.1',
      's=-',
      't=0 0',
      `a=group:BUNDLE ${mid}`,
      'm=audio 9 UDP/TLS/RTP/SAVPF 0',
      'c=IN IP4 0.0.0.0',
      `a=mid:${mid}`,
      'a=sendrecv',
      'a=rtcp-mux',
      'a=rtpmap:0 PCMU/8000',
      `a=ice-ufrag:${peer.iceUfrag}`,
      `a=ice-pwd:${peer.icePwd}`,
      `a=fingerprint:${peer.fingerprint}`,
      `a=setup:${this.#setup === 'passive' ? 'active' : 'passive'}`,
      ...candidates.map((candidate) => `a=candidate:${candidate}`),
      '',
    ].join('\r\n')
  }
}

/** Makes a way for WebRTC. Rejects with `MediaError` of kind `unavailable` when no port is free. */
export async function openWebRtcTransport(
  settings: WebRtcSettings,
  events: TransportEvents & { readonly ssrc: number },
): Promise<WebRtcTransport> {
  const { ports } = settings
  if ('shared' in ports) {
    return new WebRtcTransport(settings, { port: ports.shared, kept: undefined }, events)
  }
  const kept = await ports.bind()
  return new WebRtcTransport(settings, { port: kept.address().port, kept }, events)
}

function webRtc({ path }: AudioDescription): WebRtcPath {
  if (path.kind === 'webrtc') return path
  throw notAcceptable('The peer left WebRTC.')
}

function notAcceptable(reason: string): MediaError {
  return new MediaError('not-acceptable', `The description cannot be taken: ${reason}`)
}

/** Whether a candidate is UDP at an address of our family; browsers also give names that only they can resolve. */
function isReachable(candidate: string, family: number): boolean {
  const [, , protocol, , address] = candidate.split(' ')
  return protocol?.toLowerCase() === 'udp' && address !== undefined && isIP(address) === family
}
