/** One RTP packet (RFC 3550 §5.1). The payload is a view into the bytes it was read from. */
export interface RtpPacket {
  readonly payloadType: number
  readonly marker: boolean
  readonly sequence: number
  readonly timestamp: number
  readonly ssrc: number
  readonly payload: Buffer
}

export interface RtpHeader {
  readonly payloadType: number
  readonly marker: boolean
  readonly sequence: number
  readonly timestamp: number
  readonly ssrc: number
}

export const rtpHeaderBytes = 12

/**
 * Reads an RTP packet, past its contributing sources, extension and padding. Gives `undefined` for what is no RTP
 * packet: another version, lengths that overrun it, or RTCP sharing the port (RFC 5761 §4: types 64 to 95).
 */
export function readRtp(bytes: Buffer): RtpPacket | undefined {
  if (bytes.length < rtpHeaderBytes) return undefined
  const first = bytes.readUInt8(0)
  const second = bytes.readUInt8(1)
  const payloadType = second & 0x7f
  if (first >> 6 !== 2 || (payloadType >= 64 && payloadType <= 95)) return undefined
  const start = payloadStart(bytes)
  if (start > bytes.length) return undefined
  const padding = (first & 0x20) === 0 ? 0 : bytes.readUInt8(bytes.length - 1)
  const end = bytes.length - padding
  if (end < start || ((first & 0x20) !== 0 && padding === 0)) return undefined
  return {
    payloadType,
    marker: second >= 0x80,
    sequence: bytes.readUInt16BE(2),
    timestamp: bytes.readUInt32BE(4),
    ssrc: bytes.readUInt32BE(8),
    payload: bytes.subarray(start, end),
  }
}

/** Where the payload begins, behind contributing sources and extension; beyond the end for a packet that is cut off. */
export function payloadStart(bytes: Buffer): number {
  const first = bytes.readUInt8(0)
  const afterSources = rtpHeaderBytes + (first & 0x0f) * 4
  if ((first & 0x10) === 0) return afterSources
  if (afterSources + 4 > bytes.length) return Number.POSITIVE_INFINITY
  return afterSources + 4 + bytes.readUInt16BE(afterSources + 2) * 4
}

/** Writes a header without contributing sources or extension into the first 12 bytes. */
export function writeRtpHeader(target: Buffer, header: RtpHeader): void {
  target[0] = 0x80
  target[1] = header.payloadType | (header.marker ? 0x80 : 0)
  target.writeUInt16BE(header.sequence, 2)
  target.writeUInt32BE(header.timestamp, 4)
  target.writeUInt32BE(header.ssrc, 8)
}

/** How far the first sequence number is ahead of the second, −32768 to 32767, across the wrap. */
export function sequenceAhead(one: number, other: number): number {
  return ((one - other) << 16) >> 16
}

/** How far the first timestamp is ahead of the second, in samples, across the wrap. */
export function timestampAhead(one: number, other: number): number {
  return (one - other) | 0
}
