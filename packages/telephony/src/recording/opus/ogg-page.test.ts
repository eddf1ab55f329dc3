import { expect, test } from 'vitest'
import { oggChecksum, writePage } from './ogg-page.ts'

const page = { serial: 0x01020304, sequence: 7, granule: 48_000, packets: [Buffer.from('sound')] }

test('a page is laid out as RFC 3533 has it', () => {
  const written = writePage({ ...page, place: 'last' })
  const checksum = written.subarray(22, 26).toString('hex')
  expect(written.toString('hex')).toBe(
    `4f67675300${'04'}80bb000000000000${'04030201'}${'07000000'}${checksum}${'01'}${'05'}736f756e64`,
  )
})

test('the checksum is that of the polynomial, bit by bit', () => {
  const written = writePage(page)
  const own = written.readUInt32LE(22)
  written.writeUInt32LE(0, 22)
  let sum = 0n
  for (const byte of written) {
    sum ^= BigInt(byte) << 24n
    for (let bit = 0; bit < 8; bit++) {
      sum = sum & 0x8000_0000n ? ((sum << 1n) ^ 0x04c1_1db7n) & 0xffff_ffffn : sum << 1n
    }
  }
  expect(own).toBe(Number(sum))
  // Known of this code (CRC-32/MPEG-2 without its first value): a single set bit gives the polynomial.
  expect(oggChecksum(Buffer.of(1))).toBe(0x04c1_1db7)
})

test.each([
  [0, [0]],
  [254, [254]],
  [255, [255, 0]],
  [600, [255, 255, 90]],
])('a packet of %i bytes has the segments %j', (bytes, lacing) => {
  const written = writePage({ ...page, packets: [Buffer.alloc(bytes)] })
  expect([...written.subarray(27, 27 + lacing.length)]).toEqual(lacing)
  expect(written[26]).toBe(lacing.length)
})

test('what does not fit into a page is refused', () => {
  const packets = Array.from({ length: 256 }, () => Buffer.alloc(1))
  expect(() => writePage({ ...page, packets })).toThrow(RangeError)
})
