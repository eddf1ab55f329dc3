import type { CryptoLine } from './crypto.ts'
import { findCrypto } from './crypto.ts'
import { readOpusWishes } from './opus-format.ts'
import type { AudioCodec } from '../port.ts'
import type { OpusWishes } from '../rtp/opus.ts'
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
  /** How the peer takes keys, one for each clock; none where it takes none. */
  readonly telephoneEvents: readonly TelephoneEvents[]
  /** What the peer does. Old-style hold (`c=0.0.0.0`) counts as a peer that does not receive. */
  readonly direction: Direction
  readonly rtcpMux: boolean
  readonly path: RtpPath | WebRtcPath
}

export interface Codec {
  readonly name: AudioCodec
  readonly payloadType: number
  /** For Opus. */
  readonly wishes?: OpusWishes
}

/** Keys as telephone-events (RFC 4733): they have the clock of the audio beside them, or should (RFC 7587 §4.1). */
export interface TelephoneEvents {
  readonly payloadType: number
  readonly clockRate: number
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
  [9, 'G722/8000'],
])
const codecsByEncoding: ReadonlyMap<string, AudioCodec> = new Map([
  ['PCMU/8000', 'PCMU'],
  ['PCMA/8000', 'PCMA'],
  ['G722/8000', 'G722'],
  ['OPUS/48000/2', 'opus'],
])
const plainProtocols = new Set(['RTP/AVP', 'RTP/AVPF'])
const keyedProtocols = new Set(['RTP/SAVP', 'RTP/SAVPF'])
const secureProtocols = new Set(['UDP/TLS/RTP/SAVPF', 'UDP/TLS/RTP/SAVP', 'RTP/SAVPF'])
const unspecified = new Set(['0.0.0.0', '::'])

/** Finds the first audio section that can be taken: a codec that we speak, over plain RTP or WebRTC. */
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
  const [first, ...others] = types.flatMap(({ encoding, payloadType }) =>
    codecOf(section, encoding, payloadType),
  )
  if (!first) return { kind: 'none', reason: 'It has no audio that we speak.' }
  const path = readPath(session, section)
  if (typeof path === 'string') return { kind: 'none', reason: path }
  const audio = {
    place,
    mid: attribute('mid', section.attributes),
    codecs: [first, ...others] as const,
    telephoneEvents: types.flatMap(telephoneEventsOf),
    direction: directionOf(session, section, path),
    rtcpMux: attribute('rtcp-mux', section.attributes) !== undefined,
    path,
  }
  return { kind: 'audio', audio }
}

function codecOf(
  { attributes }: MediaSection,
  encoding: string | undefined,
  payloadType: number,
): Codec[] {
  const name = encoding === undefined ? undefined : codecsByEncoding.get(encoding)
  if (!name) return []
  if (name !== 'opus') return [{ name, payloadType }]
  return [{ name, payloadType, wishes: readOpusWishes(attributes, payloadType) }]
}

function telephoneEventsOf({ encoding, payloadType }: PayloadType): TelephoneEvents[] {
  const clockRate = Number(/^TELEPHONE-EVENT\/(8000|48000)$/.exec(encoding ?? '')?.[1])
  return clockRate > 0 ? [{ payloadType, clockRate }] : []
}

interface PayloadType {
  readonly payloadType: number
  readonly encoding: string | undefined
}

function payloadTypes({ formats, attributes }: MediaSection): PayloadType[] {
  const named = new Map(
    attributes.flatMap(({ name, value }): [number, string][] => {
      const [, type, encoding] = /^(\d+)\s+([^/\s]+\/\d+(?:\/2)?)(?:\/1)?$/.exec(value) ?? []
      return name === 'rtpmap' && encoding ? [[Number(type), encoding.toUpperCase()]] : []
    }),
  )
  return formats
    .map(Number)
    .filter((payloadType) => Number.isInteger(payloadType) && payloadType < 128)
    .map((payloadType) => ({
      payloadType,
      encoding: named.get(payloadType) ?? staticCodecs.get(payloadType),
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
