import { describe, expect, it } from 'vitest'
import { Latch } from './latch.ts'

const described = { address: '10.0.0.1', port: 4000 }
const translated = { address: '203.0.113.1', port: 62_000 }
const stranger = { address: '198.51.100.66', port: 666 }

function packet(sequence: number, ssrc = 1) {
  return { payloadType: 0, marker: false, sequence, timestamp: 0, ssrc, payload: Buffer.alloc(0) }
}

describe('Latch', () => {
  it('sends to the described address and hears it from the first packet', () => {
    const latch = new Latch(described)
    expect(latch.target).toEqual(described)
    expect(latch.admits(described, packet(1))).toBe(true)
  })

  it('moves to where three packets in a row come from, and sends there', () => {
    const latch = new Latch(described)
    const admitted = [65_535, 0, 1, 2].map((n) => latch.admits(translated, packet(n)))
    expect(admitted).toEqual([false, false, true, true])
    expect(latch.target).toEqual(translated)
  })

  it('is not moved by packets that make no stream', () => {
    const latch = new Latch(described)
    const packets = [packet(1), packet(2, 9), packet(4), packet(5, 9), packet(9), packet(11)]
    expect(packets.map((one) => latch.admits(stranger, one))).not.toContain(true)
    expect(latch.target).toEqual(described)
  })

  it('stays with the peer whatever others send later', () => {
    const latch = new Latch(described)
    for (const n of [1, 2, 3]) latch.admits(translated, packet(n))
    const others = [1, 2, 3, 4, 5].map((n) => latch.admits(stranger, packet(n)))
    expect(others).not.toContain(true)
    expect(latch.target).toEqual(translated)
  })

  it('goes back to the described address when that speaks, and no more from it', () => {
    const latch = new Latch(described)
    for (const n of [1, 2, 3]) latch.admits(stranger, packet(n))
    expect(latch.admits(described, packet(1))).toBe(true)
    expect(latch.target).toEqual(described)
    expect([4, 5, 6].map((n) => latch.admits(stranger, packet(n)))).not.toContain(true)
  })

  it('learns the peer of a description without an address', () => {
    const latch = new Latch(undefined)
    expect(latch.target).toBeUndefined()
    for (const n of [1, 2, 3]) latch.admits(translated, packet(n))
    expect(latch.target).toEqual(translated)
    expect([latch.isFor(undefined), latch.isFor(described)]).toEqual([true, false])
    expect(new Latch(described).isFor({ ...described })).toBe(true)
  })
})
