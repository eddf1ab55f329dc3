import { describe, expect, it } from 'vitest'
import type { RtpPacket } from './packet.ts'
import { Reception } from './reception.ts'

function packet(sequence: number, ssrc = 1): RtpPacket {
  return {
    payloadType: 0,
    marker: false,
    sequence: sequence & 0xffff,
    timestamp: (sequence * 160) >>> 0,
    ssrc,
    payload: Buffer.alloc(160),
  }
}

/** Takes packets, each late by so many milliseconds. */
function receive(reception: Reception, sequences: readonly number[], lateMs = () => 0): Reception {
  for (const sequence of sequences) {
    reception.audio(packet(sequence), 1_700_000_000_000 + sequence * 20 + lateMs())
  }
  return reception
}

const range = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => from + index)

describe('a reception', () => {
  it('finds nothing wrong with a steady stream, across the wrap of its numbers', () => {
    const { total } = receive(new Reception(), range(65_000, 66_000))
    expect(total).toEqual({ packets: 1000, lost: 0, jitterMs: 0 })
  })

  it('counts what was lost, and reports the fraction since the report before', () => {
    const reception = receive(
      new Reception(),
      range(0, 100).filter((one) => one % 4 !== 3),
    )
    // The last one lost is not known to be: nothing came after it.
    expect(reception.total).toMatchObject({ packets: 99, lost: 24 })
    expect(reception.report()).toMatchObject({ cumulativeLost: 24, highestSequence: 98 })
    receive(reception, range(99, 200))
    expect(reception.report()).toMatchObject({ fractionLost: 0, cumulativeLost: 24 })
    receive(
      reception,
      range(200, 301).filter((one) => one % 2 === 0),
    )
    expect(reception.report()).toMatchObject({ fractionLost: Math.floor((50 / 101) * 256) })
  })

  it('does not let what comes twice make up for what is lost', () => {
    const reception = receive(new Reception(), [0, 1, 1, 3, 3, 4])
    expect(reception.total).toMatchObject({ packets: 5, lost: 1 })
    // As the RFC has it, where the report counts what came.
    expect(reception.report()).toMatchObject({ cumulativeLost: -1 })
  })

  it('takes no harm from packets that come in another order', () => {
    expect(receive(new Reception(), [0, 2, 1, 4, 3, 5]).total).toMatchObject({
      packets: 6,
      lost: 0,
    })
  })

  it('comes near the jitter that the network has', () => {
    let late = 0
    const reception = receive(new Reception(), range(0, 500), () => (late = 10 - late))
    expect(reception.total.jitterMs).toBeCloseTo(10, 1)
  })

  it('goes on counting when the party changes its stream or jumps in it', () => {
    const reception = receive(new Reception(), [0, 1, 3])
    reception.audio(packet(40_000, 2), 0)
    reception.audio(packet(40_001, 2), 20)
    expect(reception.total).toMatchObject({ packets: 6, lost: 1 })
    reception.audio(packet(20_000, 2), 40)
    reception.audio(packet(20_001, 2), 60)
    expect(reception.total).toMatchObject({ packets: 7, lost: 1 })
  })
})
