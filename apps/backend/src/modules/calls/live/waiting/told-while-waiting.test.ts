import { Announcements } from '@iris/contracts'
import { describe, expect, it } from 'vitest'
import { toldByQueue } from './told-while-waiting.ts'

const told = (announcements: object, place = 1, waitMs: number | null = 60_000) =>
  toldByQueue(Announcements.parse(announcements), { place, waitMs })

describe('what a queue says to those who wait', () => {
  it('is their place unless it says otherwise', () => {
    expect(told({})).toEqual({ place: true, wait: false, text: '' })
    expect(told({ position: false, text: 'Bring your invoice.' })).toEqual({
      place: false,
      wait: false,
      text: 'Bring your invoice.',
    })
  })

  it('is the place only as far back as that is told', () => {
    expect(told({ positionUpTo: 5 }, 5).place).toBe(true)
    expect(told({ positionUpTo: 5 }, 6).place).toBe(false)
  })

  it('is the wait only within its bounds, and where anybody knows it', () => {
    const bounds = { expectedWait: true, expectedWaitFromS: 60, expectedWaitUpToS: 600 }
    const waits = [59_999, 60_000, 600_000, 600_001, null]
    expect(waits.map((waitMs) => told(bounds, 1, waitMs).wait)).toEqual([
      false,
      true,
      true,
      false,
      false,
    ])
  })
})
