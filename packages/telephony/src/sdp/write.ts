import { isIPv6 } from 'node:net'
import { codecFacts } from '../rtp/codecs.ts'
import type { AudioDescription, Codec, TelephoneEvents } from './audio.ts'
import type { CryptoLine } from './crypto.ts'
import { writeCrypto } from './crypto.ts'
import type { Direction } from './direction.ts'
import { ourOpusFormat } from './opus-format.ts'
import type { MediaSection, Session } from './session.ts'
import { attribute } from './session.ts'

/** Our side of a session. */
export interface OurAudio {
  readonly sessionId: string
  /** Goes up by one with each description that differs from the one before (RFC 3264 §8). */
  readonly version: number
  /** The address peers reach us at. */
  readonly address: string
  readonly direction: Direction
  readonly codecs: readonly Codec[]
  readonly telephoneEvents: readonly TelephoneEvents[]
  readonly path: OurRtpPath | OurWebRtcPath
}

export interface OurRtpPath {
  readonly kind: 'rtp'
  readonly port: number
  /** The key we send with, for SRTP. */
  readonly crypto: CryptoLine | undefined
}

export interface OurWebRtcPath {
  readonly kind: 'webrtc'
  readonly iceUfrag: string
  readonly icePwd: string
  readonly fingerprint: string
  readonly setup: string
  readonly ssrc: number
  /** Where we listen. */
  readonly port: number
}

const offeredMid = '0'
/** RFC 8445 §5.1.2.1: the highest preference of a host candidate. */
const hostPriority = 2_130_706_431

/** Writes the answer to an offer whose audio we take; every other section is refused (RFC 3264 §6). */
export function writeAnswer(offer: Session, audio: AudioDescription, ours: OurAudio): string {
  const sections = offer.media.flatMap((section, place) =>
    place === audio.place
      ? audioSection(section.protocol, ours, { mid: audio.mid, rtcpMux: audio.rtcpMux })
      : refusal(section),
  )
  const bundled = attribute('group', offer.attributes)?.startsWith('BUNDLE') ? audio.mid : undefined
  return lines([...head(ours, bundled), ...sections])
}

/** Writes an offer of our audio alone. */
export function writeOffer(ours: OurAudio): string {
  if (ours.path.kind === 'rtp') {
    const protocol = ours.path.crypto ? 'RTP/SAVP' : 'RTP/AVP'
    return lines([...head(ours), ...audioSection(protocol, ours, { rtcpMux: false })])
  }
  const section = audioSection('UDP/TLS/RTP/SAVPF', ours, { mid: offeredMid, rtcpMux: true })
  return lines([...head(ours, offeredMid), ...section])
}

function lines(all: readonly string[]): string {
  return `${all.join('\r\n')}\r\n`
}

function head(ours: OurAudio, bundled?: string): string[] {
  const network = isIPv6(ours.address) ? 'IP6' : 'IP4'
  return [
    'v=0',
    `o=iris ${ours.sessionId} ${ours.version} IN ${network} ${ours.address}`,
    's=-',
    `c=IN ${network} ${ours.address}`,
    't=0 0',
    ...(bundled === undefined ? [] : [`a=group:BUNDLE ${bundled}`]),
  ]
}

function audioSection(
  protocol: string,
  { codecs, telephoneEvents, direction, path, address }: OurAudio,
  { mid, rtcpMux }: { mid?: string | undefined; rtcpMux: boolean },
): string[] {
  const types = [...codecs, ...telephoneEvents].map(({ payloadType }) => payloadType)
  return [
    `m=audio ${path.port} ${protocol} ${types.join(' ')}`,
    ...(mid === undefined ? [] : [`a=mid:${mid}`]),
    ...codecs.flatMap(codecLines),
    ...telephoneEvents.flatMap(eventLines),
    'a=ptime:20',
    `a=${direction}`,
    ...(rtcpMux ? ['a=rtcp-mux'] : []),
    ...(path.kind === 'webrtc' ? webRtcLines(path, address) : cryptoLines(path)),
  ]
}

function cryptoLines({ crypto }: OurRtpPath): string[] {
  return crypto ? [writeCrypto(crypto)] : []
}

function codecLines({ name, payloadType }: Codec): string[] {
  const map = `a=rtpmap:${payloadType} ${codecFacts[name].encoding}`
  return name === 'opus' ? [map, `a=fmtp:${payloadType} ${ourOpusFormat}`] : [map]
}

function eventLines({ payloadType, clockRate }: TelephoneEvents): string[] {
  return [`a=rtpmap:${payloadType} telephone-event/${clockRate}`, `a=fmtp:${payloadType} 0-15`]
}

function webRtcLines(path: OurWebRtcPath, address: string): string[] {
  return [
    `a=ice-ufrag:${path.iceUfrag}`,
    `a=ice-pwd:${path.icePwd}`,
    `a=fingerprint:${path.fingerprint}`,
    `a=setup:${path.setup}`,
    'a=msid:iris audio',
    `a=ssrc:${path.ssrc} cname:iris`,
    `a=candidate:1 1 UDP ${hostPriority} ${address} ${path.port} typ host`,
    'a=end-of-candidates',
  ]
}

function refusal({ kind, protocol, formats, attributes }: MediaSection): string[] {
  const mid = attribute('mid', attributes)
  return [
    `m=${kind} 0 ${protocol} ${formats.join(' ')}`,
    ...(mid === undefined ? [] : [`a=mid:${mid}`]),
  ]
}
