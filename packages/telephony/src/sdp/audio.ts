import type { CryptoLine } from './crypto.ts'
import { findCrypto } from './crypto.ts'
import type { Law } from '../rtp/g711.ts'
import type { Direction } from './direction.ts'
import { isDirection, makeDirection, sends } from './direction.ts'
import type { Attribute, MediaSection, Session } from './session.ts'
import { attribute } from './session.ts'

/** The audio of a peer's description that we can take part in. */
export interface AudioDescription {
  /** Its place among the media sections. */
  readonly place: number
  readonly mid: string | undefined
  /** What both sides can speak, most wanted by the peer first. Never empty. */
  readonly codecs: readonly [Codec, ...Codec[]]
  /** Payload type of telephone-event/8000, where the peer takes it. */
  readonly telephoneEvent: number | undefined
  /** What the peer does. Old-style hold (`c=0.0.0.0`) counts as a peer that does not receive. */
  readonly direction: Direction
  readonly rtcpMux: boolean
  readonly path: RtpPath | WebRtcPath
}

export interface Codec {
  readonly law: Law
  readonly payloadType: number
}

/** RTP/AVP or RTP/SAVP: where the peer wants its packets. The address is absent in old-style hold. */
interface RtpPath {
  readonly kind: 'rtp'
  readonly address: string | undefined
  readonly port: number
  /** Where it wants RTCP (RFC 3605; RFC 5761 where both share the port). */
  readonly controlPort: number
  /** The key it sends with, where it wants SRTP. */
  readonly crypto: CryptoLine | undefined
}

/** ICE and DTLS-SRTP (RFC 8829). */
export interface WebRtcPath {
  readonly kind: 'webrtc'
  readonly iceUfrag: string
  readonly icePwd: string
  /** Hash function and value, as in `a=fingerprint`. */
  readonly fingerprint: string
  readonly setup: string
  /** Values of `a=candidate`. */
  readonly candidates: readonly string[]
}

export type FoundAudio =
  | { readonly kind: 'audio'; readonly audio: AudioDescription }
  | { readonly kind: 'none'; readonly reason: string }

const staticCodecs: ReadonlyMap<number, string> = new Map([
  [0, 'PCMU/8000'],
  [8, 'PCMA/8000'],
])
const plainProtocols = new Set(['RTP/AVP', 'RTP/AVPF'])
const keyedProtocols = new Set(['RTP/SAVP', 'RTP/SAVPF'])
const secureProtocols = new Set(['UDP/TLS/RTP/SAVPF', 'UDP/TLS/RTP/SAVP', 'RTP/SAVPF'])
const unspecified = new Set(['0.0.0.0', '::'])

/** Finds the first audio section that can be taken: G.711 over plain RTP or WebRTC. */
export function findAudio(session: Session): FoundAudio {
  let reason = 'It has no audio.'
  for (const [place, section] of session.media.entries()) {
    if (section.kind !== 'audio' || section.port === 0) continue
    const found = readAudio(session, section, place)
    if (found.kind === 'audio') return found
    reason = found.reason
  }
  return { kind: 'none', reason }
}

function readAudio(session: Session, section: MediaSection, place: number): FoundAudio {
  const types = payloadTypes(section)
  const codecs = types.flatMap(({ name, payloadType }): Codec[] =>
    name === 'PCMU/8000' || name === 'PCMA/8000'
      ? [{ law: name === 'PCMU/8000' ? 'PCMU' : 'PCMA', payloadType }]
      : [],
  )
  const [first, ...others] = codecs
  if (!first) return { kind: 'none', reason: 'It has no G.711 audio.' }
  const path = readPath(session, section)
  if (typeof path === 'string') return { kind: 'none', reason: path }
  const audio = {
    place,
    mid: attribute('mid', section.attributes),
    codecs: [first, ...others] as const,
    telephoneEvent: types.find(({ name }) => name === 'TELEPHONE-EVENT/8000')?.payloadType,
    direction: directionOf(session, section, path),
    rtcpMux: attribute('rtcp-mux', section.attributes) !== undefined,
    path,
  }
  return { kind: 'audio', audio }
}

function payloadTypes({ formats, attributes }: MediaSection) {
  const named = new Map(
    attributes.flatMap(({ name, value }): [number, string][] => {
      const [, type, encoding] = /^(\d+)\s+([^/\s]+\/\d+)(?:\/1)?$/.exec(value) ?? []
      return name === 'rtpmap' && encoding ? [[Number(type), encoding.toUpperCase()]] : []
    }),
  )
  return formats
    .map(Number)
    .filter((payloadType) => Number.isInteger(payloadType) && payloadType < 128)
    .map((payloadType) => ({
      payloadType,
      name: named.get(payloadType) ?? staticCodecs.get(payloadType),
    }))
}

function directionOf(
  session: Session,
  section: MediaSection,
  path: RtpPath | WebRtcPath,
): Direction {
  const said = saidIn(section.attributes) ?? saidIn(session.attributes) ?? 'sendrecv'
  if (path.kind === 'webrtc' || path.address !== undefined) return said
  return makeDirection({ sends: sends(said), receives: false })
}

function saidIn(attributes: readonly Attribute[]): Direction | undefined {
  return attributes.map(({ name }) => name).find(isDirection)
}

function readPath(session: Session, section: MediaSection): RtpPath | WebRtcPath | string {
  const find = (name: string) => attribute(name, section.attributes, session.attributes)
  const fingerprint = find('fingerprint')
  if (fingerprint !== undefined && secureProtocols.has(section.protocol)) {
    const [iceUfrag, icePwd] = [find('ice-ufrag'), find('ice-pwd')]
    if (!iceUfrag || !icePwd) return 'It has no ICE credentials.'
    const candidates = section.attributes.filter(({ name }) => name === 'candidate')
    return {
      kind: 'webrtc',
      iceUfrag,
      icePwd,
      fingerprint,
      setup: find('setup') ?? 'actpass',
      candidates: candidates.map(({ value }) => value),
    }
  }
  const isKeyed = keyedProtocols.has(section.protocol)
  const crypto = isKeyed ? findCrypto(section.attributes) : undefined
  if (isKeyed && !crypto) return 'It has no SRTP key of a suite we know.'
  if (!isKeyed && !plainProtocols.has(section.protocol)) return `It wants ${section.protocol}.`
  const address = section.address ?? session.address
  if (address === undefined) return 'It gives no address.'
  const held = unspecified.has(address)
  return {
    kind: 'rtp',
    address: held ? undefined : address,
    port: section.port,
    controlPort: controlPortOf(section),
    crypto,
  }
}

function controlPortOf({ port, attributes }: MediaSection): number {
  if (attribute('rtcp-mux', attributes) !== undefined) return port
  const said = Number(/^\d{1,5}/.exec(attribute('rtcp', attributes) ?? '')?.[0])
  return said > 0 && said < 65_536 ? said : Math.min(port + 1, 65_535)
}
