import { createDecoder } from 'libopus-wasm'
import { oggChecksum } from '../recording/opus/ogg-page.ts'

/** An Ogg Opus file as a player reads it (RFC 7845): what is to be skipped and cut off is gone. At 8 kHz. */
export interface HeardOpus {
  readonly channels: number
  readonly preSkip: number
  readonly left: Int16Array
  /** Empty where there is one channel. */
  readonly right: Int16Array
}

interface ReadPage {
  readonly flags: number
  readonly granule: number
  readonly serial: number
  readonly sequence: number
  readonly packets: Buffer[]
}

const granulesASample = 6

/** Reads and decodes a file, strictly: whatever breaks RFC 3533 or RFC 7845 throws. */
export async function hearOpus(file: Buffer): Promise<HeardOpus> {
  const [first, second, ...rest] = [...pagesOf(file)]
  const head = first?.packets[0]
  if (!first || !head || !second || rest.length === 0) throw new Error('pages are missing')
  if (first.flags !== 2 || head.toString('latin1', 0, 8) !== 'OpusHead' || head[8] !== 1) {
    throw new Error('it does not begin with an identification header')
  }
  if (second.packets[0]?.toString('latin1', 0, 8) !== 'OpusTags') throw new Error('no comments')
  if (first.granule !== 0 || second.granule !== 0) throw new Error('the headers are of no time')
  const channels = head[9] ?? 0
  const preSkip = head.readUInt16LE(10)
  checkOrder([first, second, ...rest])
  const pcm = await decode(rest, channels)
  const samples = ((rest.at(-1)?.granule ?? 0) - preSkip) / granulesASample
  const channel = (place: number) =>
    Int16Array.from(
      { length: place < channels ? samples : 0 },
      (_, at) => pcm[(at + preSkip / granulesASample) * channels + place] ?? 0,
    )
  return { channels, preSkip, left: channel(0), right: channel(1) }
}

function checkOrder(pages: readonly ReadPage[]): void {
  let decoded = 0
  for (const [index, page] of pages.entries()) {
    const isLast = index === pages.length - 1
    if (page.sequence !== index || page.serial !== pages[0]?.serial) throw new Error('out of order')
    if ((page.flags === 4) !== isLast) throw new Error('the end is not where it says')
    if (index < 2) continue
    const before = decoded
    decoded += page.packets.length * 960
    const isRight = isLast
      ? page.granule > before && page.granule <= decoded
      : page.granule === decoded
    if (!isRight) throw new Error(`page ${index} says ${page.granule} of ${decoded}`)
  }
}

function* pagesOf(file: Buffer): Generator<ReadPage> {
  for (let at = 0; at < file.length;) {
    if (file.toString('latin1', at, at + 4) !== 'OggS') throw new Error('no page where one must be')
    const segments = [...file.subarray(at + 27, at + 27 + (file[at + 26] ?? 0))]
    let from = at + 27 + segments.length
    const end = from + segments.reduce((sum, bytes) => sum + bytes, 0)
    const page = Buffer.from(file.subarray(at, end))
    const checksum = page.readUInt32LE(22)
    page.writeUInt32LE(0, 22)
    if (oggChecksum(page) !== checksum) throw new Error('a page is damaged')
    const packets: Buffer[] = []
    let length = 0
    for (const bytes of segments) {
      length += bytes
      if (bytes === 255) continue
      packets.push(file.subarray(from, from + length))
      from += length
      length = 0
    }
    yield {
      flags: page[5] ?? 0,
      granule: Number(page.readBigInt64LE(6)),
      serial: page.readUInt32LE(14),
      sequence: page.readUInt32LE(18),
      packets,
    }
    at = end
  }
}

async function decode(pages: readonly ReadPage[], channels: number): Promise<number[]> {
  if (channels !== 1 && channels !== 2) throw new Error(`${channels} channels`)
  const decoder = await createDecoder({ sampleRate: 8000, channels })
  const pcm = pages.flatMap(({ packets }) =>
    packets.flatMap((packet) => [...decoder.decode(packet)]),
  )
  decoder.free()
  return pcm
}
