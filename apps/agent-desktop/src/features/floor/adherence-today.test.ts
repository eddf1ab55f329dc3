import { describe, expect, it } from 'vitest'
import { adherenceToday } from './adherence-today.ts'

const rates = {
  serviceLevel: null,
  abandonRate: null,
  averageSpeedOfAnswerMs: null,
  averageHandleMs: null,
  occupancy: null,
}
const row = (agentId: string | null, from: string, adherence: number | null) => ({
  agentId,
  from,
  rates: { ...rates, adherence },
})
const today = '2026-11-25T23:00:00.000Z'
const yesterday = '2026-11-24T23:00:00.000Z'
const nowMs = Date.parse('2026-11-26T13:00:00.000Z')

describe('adherence on the floor', () => {
  it('is that of the day that runs in the centre, of those who have a schedule', () => {
    const rows = [
      row('ada', yesterday, 0.2),
      row('ada', today, 0.9),
      row('ben', yesterday, 0.5),
      row('cem', today, null),
      row(null, today, 1),
    ]
    expect([...adherenceToday(rows, nowMs)]).toEqual([['ada', 0.9]])
  })
})
