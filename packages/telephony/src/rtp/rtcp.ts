/**
 * RTCP (RFC 3550 §6): the reports that senders and receivers of audio give each other, as far as a telephone call needs
 * them. Other packets of a compound (SDES, APP, feedback) are passed over.
 */
export type ControlPacket =
  | {
      readonly kind: 'sender-report'
      readonly ssrc: number
      /** The middle 32 bits of the sender's NTP time, in 1/65536 s. */
      readonly sentAt: number
      readonly blocks: readonly ReportBlock[]
    }
  | {
      readonly kind: 'receiver-report'
      readonly ssrc: number
      readonly blocks: readonly ReportBlock[]
    }
  | { readonly kind: 'bye' }

/** What a receiver says of one stream (§6.4.1). */
export interface ReportBlock {
  /** The stream that is spoken of. */
  readonly ssrc: number
  /** Lost since the report before, in 1/256. */
  readonly fractionLost: number
  /** Lost since the beginning; below zero where packets came twice. */
  readonly cumulativeLost: number
  /** The highest sequence number received, with its count of wraps above. */
  readonly highestSequence: number
  /** Interarrival jitter in timestamp units. */
  readonly jitter: number
  /** `sentAt` of the latest sender report; 0 for none. */
  readonly lastSenderReport: number
  /** Time since that report came, in 1/65536 s. */
  readonly delaySinceReport: number
}

/** What a sender says of its own stream. */
export interface SenderInfo {
  /** Since 1970. */
  readonly nowMs: number
  /** The timestamp that audio of this instant would have. */
  readonly timestamp: number
  readonly packets: number
  readonly octets: number
}

const senderReport = 200
const receiverReport = 201
const description = 202
const bye = 203
const blockBytes = 24
/** Seconds from 1900, where NTP counts from, to 1970. */
const ntpEpoch = 2_208_988_800

/** Whether a datagram on a shared port is RTCP (RFC 5761 §4). */
export function isRtcp(bytes: Buffer): boolean {
  const type = bytes[1] ?? 0
  return bytes.length >= 8 && (bytes[0] ?? 0) >> 6 === 2 && type >= 192 && type <= 223
}

/** The middle 32 bits of the NTP time of an instant since 1970. */
export function middleNtp(nowMs: number): number {
  const seconds = Math.floor(nowMs / 1000)
  const fraction = Math.floor(((nowMs - seconds * 1000) / 1000) * 65_536)
  return (((seconds + ntpEpoch) % 65_536) * 65_536 + fraction) >>> 0
}

/** Reads a compound packet. Gives nothing for one that is malformed anywhere (§A.2). */
export function readRtcp(bytes: Buffer): ControlPacket[] {
  const packets: ControlPacket[] = []
  let at = 0
  while (at + 4 <= bytes.length) {
    const end = at + 4 + bytes.readUInt16BE(at + 2) * 4
    if (bytes.readUInt8(at) >> 6 !== 2 || end > bytes.length) return []
    const packet = readPacket(bytes.subarray(at, end))
    if (packet === 'malformed') return []
    if (packet) packets.push(packet)
    at = end
  }
  return at === bytes.length ? packets : []
}

function readPacket(bytes: Buffer): ControlPacket | undefined | 'malformed' {
  const type = bytes.readUInt8(1)
  const count = bytes.readUInt8(0) & 0x1f
  if (type === bye) return { kind: 'bye' }
  if (type !== senderReport && type !== receiverReport) return undefined
  const start = type === senderReport ? 28 : 8
  if (start + count * blockBytes > bytes.length) return 'malformed'
  const blocks = Array.from({ length: count }, (_, place) =>
    readBlock(bytes, start + place * blockBytes),
  )
  const ssrc = bytes.readUInt32BE(4)
  if (type === receiverReport) return { kind: 'receiver-report', ssrc, blocks }
  return { kind: 'sender-report', ssrc, sentAt: bytes.readUInt32BE(10), blocks }
}

function readBlock(bytes: Buffer, at: number): ReportBlock {
  return {
    ssrc: bytes.readUInt32BE(at),
    fractionLost: bytes.readUInt8(at + 4),
    cumulativeLost: bytes.readIntBE(at + 5, 3),
    highestSequence: bytes.readUInt32BE(at + 8),
    jitter: bytes.readUInt32BE(at + 12),
    lastSenderReport: bytes.readUInt32BE(at + 16),
    delaySinceReport: bytes.readUInt32BE(at + 20),
  }
}

/** Writes a report and our name as one compound packet (§6.1): a sender's where we have sent, else a receiver's. */
export function writeReport(report: {
  readonly ssrc: number
  readonly cname: string
  readonly sender: SenderInfo | undefined
  readonly block: ReportBlock | undefined
}): Buffer {
  const head = report.sender
    ? writeSender(report.ssrc, report.sender)
    : writeHead(receiverReport, report.ssrc, 8)
  const blocks = report.block ? [writeBlock(report.block)] : []
  const packet = Buffer.concat([head, ...blocks])
  packet.writeUInt8(0x80 | blocks.length, 0)
  packet.writeUInt16BE(packet.length / 4 - 1, 2)
  return Buffer.concat([packet, writeName(report.ssrc, report.cname)])
}

/** Writes our leaving (§6.6) after an empty report, as every compound begins with one. */
export function writeBye(ssrc: number): Buffer {
  const report = writeHead(receiverReport, ssrc, 8)
  const leaving = writeHead(bye, ssrc, 8)
  leaving.writeUInt8(0x81, 0)
  return Buffer.concat([report, leaving])
}

function writeHead(type: number, ssrc: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  bytes.writeUInt8(0x80, 0)
  bytes.writeUInt8(type, 1)
  bytes.writeUInt16BE(length / 4 - 1, 2)
  bytes.writeUInt32BE(ssrc, 4)
  return bytes
}

function writeSender(ssrc: number, sender: SenderInfo): Buffer {
  const bytes = writeHead(senderReport, ssrc, 28)
  const seconds = Math.floor(sender.nowMs / 1000)
  const fraction = (sender.nowMs - seconds * 1000) / 1000
  bytes.writeUInt32BE((seconds + ntpEpoch) >>> 0, 8)
  bytes.writeUInt32BE(Math.floor(fraction * 2 ** 32) >>> 0, 12)
  bytes.writeUInt32BE(sender.timestamp, 16)
  bytes.writeUInt32BE(sender.packets >>> 0, 20)
  bytes.writeUInt32BE(sender.octets >>> 0, 24)
  return bytes
}

function writeBlock(block: ReportBlock): Buffer {
  const bytes = Buffer.alloc(blockBytes)
  bytes.writeUInt32BE(block.ssrc, 0)
  bytes.writeUInt8(block.fractionLost, 4)
  bytes.writeIntBE(block.cumulativeLost, 5, 3)
  bytes.writeUInt32BE(block.highestSequence, 8)
  bytes.writeUInt32BE(block.jitter, 12)
  bytes.writeUInt32BE(block.lastSenderReport, 16)
  bytes.writeUInt32BE(block.delaySinceReport, 20)
  return bytes
}

/** One chunk with our canonical name (§6.5.1), ended and filled up with zeros. */
function writeName(ssrc: number, cname: string): Buffer {
  const name = Buffer.from(cname)
  const bytes = writeHead(description, ssrc, 8 + Math.ceil((name.length + 3) / 4) * 4)
  bytes.writeUInt8(0x81, 0)
  bytes.writeUInt8(1, 8)
  bytes.writeUInt8(name.length, 9)
  name.copy(bytes, 10)
  return bytes
}
