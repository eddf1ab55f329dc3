import { createHmac, timingSafeEqual } from 'node:crypto'
import { payloadStart, rtpHeaderBytes, sequenceAhead } from './packet.ts'
import { ReplayWindow } from './replay-window.ts'
import type { MasterKey, SessionKeys } from './srtp-keys.ts'
import { deriveKeys, encrypt } from './srtp-keys.ts'

/** Octets of HMAC-SHA1 that are sent: the 80 bits of AES_CM_128_HMAC_SHA1_80 (RFC 3711 §4.2). */
const tagBytes = 10
/** The head of an RTCP packet that stays in the clear, and what SRTCP puts behind it (§3.4). */
const controlHead = 8
const indexBytes = 4
const isEncrypted = 0x8000_0000

/** Streams of one peer whose latest packets are remembered. */
const mostStreams = 8

/** Protects what one side sends (SRTP and SRTCP, RFC 3711, AES_CM_128_HMAC_SHA1_80). */
export class SrtpSender {
  readonly #rtp: SessionKeys
  readonly #rtcp: SessionKeys
  #highest: number | undefined
  #controlIndex = 0

  constructor(master: MasterKey) {
    this.#rtp = deriveKeys(master, 'rtp')
    this.#rtcp = deriveKeys(master, 'rtcp')
  }

  /** Protects an RTP packet that we have made. */
  protect(packet: Buffer): Buffer {
    const sequence = packet.readUInt16BE(2)
    const index = indexOf(sequence, this.#highest)
    this.#highest = Math.max(index, this.#highest ?? index)
    const start = payloadStart(packet)
    const at = { ssrc: packet.readUInt32BE(8), index }
    const body = encrypt(packet.subarray(start), this.#rtp, at)
    const head = packet.subarray(0, start)
    return Buffer.concat([head, body, tagOf([head, body, rolloverOf(index)], this.#rtp)])
  }

  protectControl(packet: Buffer): Buffer {
    const index = this.#controlIndex++
    const head = packet.subarray(0, controlHead)
    const at = { ssrc: packet.readUInt32BE(4), index }
    const body = encrypt(packet.subarray(controlHead), this.#rtcp, at)
    const trailer = Buffer.alloc(indexBytes)
    trailer.writeUInt32BE((isEncrypted | index) >>> 0)
    return Buffer.concat([head, body, trailer, tagOf([head, body, trailer], this.#rtcp)])
  }
}

/** Opens what the other side sends. Gives `undefined` for what is not authentic, or has come before. */
export class SrtpReceiver {
  readonly #rtp: SessionKeys
  readonly #rtcp: SessionKeys
  readonly #streams = new Map<number, ReplayWindow>()
  readonly #controls = new ReplayWindow()

  constructor(master: MasterKey) {
    this.#rtp = deriveKeys(master, 'rtp')
    this.#rtcp = deriveKeys(master, 'rtcp')
  }

  open(packet: Buffer): Buffer | undefined {
    const end = packet.length - tagBytes
    if (end < rtpHeaderBytes || payloadStart(packet) > end) return undefined
    const ssrc = packet.readUInt32BE(8)
    // Each stream of a peer counts from its own beginning.
    const window = this.#streams.get(ssrc) ?? new ReplayWindow()
    const signed = packet.subarray(0, end)
    const index = indicesOf(packet.readUInt16BE(2), window.highest).find(
      (one) => window.admits(one) && isAuthentic(packet, [signed, rolloverOf(one)], this.#rtp),
    )
    if (index === undefined) return undefined
    window.note(index)
    this.#remember(ssrc, window)
    const start = payloadStart(packet)
    const body = encrypt(signed.subarray(start), this.#rtp, { ssrc, index })
    return Buffer.concat([signed.subarray(0, start), body])
  }

  #remember(ssrc: number, window: ReplayWindow): void {
    if (this.#streams.has(ssrc)) return
    const [oldest] = this.#streams.keys()
    if (oldest !== undefined && this.#streams.size >= mostStreams) this.#streams.delete(oldest)
    this.#streams.set(ssrc, window)
  }

  openControl(packet: Buffer): Buffer | undefined {
    const end = packet.length - tagBytes - indexBytes
    if (end < controlHead) return undefined
    const trailer = packet.readUInt32BE(end)
    const index = trailer % isEncrypted
    const signed = packet.subarray(0, end + indexBytes)
    if (!this.#controls.admits(index) || !isAuthentic(packet, [signed], this.#rtcp))
      return undefined
    this.#controls.note(index)
    const [head, body] = [packet.subarray(0, controlHead), packet.subarray(controlHead, end)]
    if (trailer < isEncrypted) return Buffer.concat([head, body])
    const at = { ssrc: packet.readUInt32BE(4), index }
    return Buffer.concat([head, encrypt(body, this.#rtcp, at)])
  }
}

/** The index of a packet: its sequence number with the wraps that fit best to the highest so far (§3.3.1). */
function indexOf(sequence: number, highest: number | undefined): number {
  if (highest === undefined) return sequence
  const index = highest + sequenceAhead(sequence, highest % 65_536)
  return index < 0 ? sequence : index
}

/**
 * The indices that a packet may have, the likeliest first; `highest` is -1 before the first. A stream begins anywhere, and its
 * first packets may come before its key does, or not at all: it may have wrapped by then, of which only the tag tells.
 */
function indicesOf(sequence: number, highest: number): readonly number[] {
  return highest < 0 ? [sequence, sequence + 65_536] : [indexOf(sequence, highest)]
}

function rolloverOf(index: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(Math.floor(index / 65_536) % 2 ** 32)
  return bytes
}

function tagOf(signed: readonly Buffer[], { authKey }: SessionKeys): Buffer {
  const hmac = createHmac('sha1', authKey)
  for (const part of signed) hmac.update(part)
  return hmac.digest().subarray(0, tagBytes)
}

function isAuthentic(packet: Buffer, signed: readonly Buffer[], keys: SessionKeys): boolean {
  return timingSafeEqual(packet.subarray(packet.length - tagBytes), tagOf(signed, keys))
}
