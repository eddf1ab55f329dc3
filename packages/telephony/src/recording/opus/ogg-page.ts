/** What one page of an Ogg stream holds (RFC 3533 §6). */
export interface OggPage {
  /** Of the stream: each has a number of its own. */
  readonly serial: number
  /** Counts the pages from 0. */
  readonly sequence: number
  /** How far one is once the last packet of the page is played; what it counts is up to the codec. */
  readonly granule: number
  readonly place?: 'first' | 'last'
  /** Whole packets: none goes on from one page to the next. */
  readonly packets: readonly Uint8Array[]
}

const headBytes = 27
const checksumAt = 22
const mostSegments = 255
const segmentBytes = 255
const flags = { first: 2, last: 4 } as const

/** Writes a page (RFC 3533 §6). @throws RangeError where the packets do not fit into one */
export function writePage({ serial, sequence, granule, place, packets }: OggPage): Buffer {
  const lacing = packets.flatMap(({ length }) => lacingOf(length))
  if (lacing.length > mostSegments) throw new RangeError('Too many packets for one page.')
  const head = Buffer.alloc(headBytes)
  head.write('OggS', 0)
  head[5] = place ? flags[place] : 0
  head.writeBigInt64LE(BigInt(granule), 6)
  head.writeUInt32LE(serial, 14)
  head.writeUInt32LE(sequence, 18)
  head[26] = lacing.length
  const page = Buffer.concat([head, Buffer.from(lacing), ...packets])
  page.writeUInt32LE(oggChecksum(page), checksumAt)
  return page
}

/** The lengths of a packet's segments: as many full ones as there are, and a shorter one, which ends it. */
function lacingOf(bytes: number): number[] {
  const full = Math.floor(bytes / segmentBytes)
  return [...Array.from({ length: full }, () => segmentBytes), bytes % segmentBytes]
}

const remainders = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte << 24
  for (let bit = 0; bit < 8; bit++) {
    remainder = remainder & 0x8000_0000 ? (remainder << 1) ^ 0x04c1_1db7 : remainder << 1
  }
  return remainder
})

/** The checksum of a page whose own is still 0: a CRC of 32 bits by 0x04c11db7, neither turned round nor inverted. */
export function oggChecksum(page: Uint8Array): number {
  let sum = 0
  for (const byte of page) sum = (sum << 8) ^ (remainders[((sum >>> 24) ^ byte) & 0xff] ?? 0)
  return sum >>> 0
}
