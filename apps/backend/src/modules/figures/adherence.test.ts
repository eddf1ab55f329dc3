import { activities, notReadyReasons } from '@iris/contracts'
import { describe, expect, it } from 'vitest'
import { agreeingWith, agreements } from './adherence.ts'

const all = [
  ...['offline', 'available', 'offering', 'in_call', 'wrap_up', 'not_responding'].map((state) => ({
    state,
    reason: null,
  })),
  ...notReadyReasons.map((reason) => ({ state: 'not_ready', reason })),
]
const agrees = (activity: (typeof activities)[number], doing: (typeof all)[number]) =>
  agreeingWith(activity).some(
    ({ state, reason }) => state === doing.state && reason === doing.reason,
  )

describe('with what is planned', () => {
  it('as work agrees taking contacts: free, rung, in a call or in the work after it', () => {
    expect(all.filter((doing) => agrees('work', doing)).map(({ state }) => state)).toEqual([
      'available',
      'offering',
      'in_call',
      'wrap_up',
    ])
  })

  it('as a break, lunch, meeting, training or back office agrees being not ready for that alone', () => {
    for (const activity of activities.filter((one) => one !== 'work')) {
      expect(all.filter((doing) => agrees(activity, doing))).toEqual([
        { state: 'not_ready', reason: activity },
      ])
    }
  })

  it('never agrees being offline, not responding, or not ready for a technical reason', () => {
    for (const { state, reason } of agreements) {
      expect(['offline', 'not_responding']).not.toContain(state)
      expect(reason).not.toBe('technical')
    }
  })
})
