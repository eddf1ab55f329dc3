import { describe, expect, it } from 'vitest'
import { ManualClock } from '../../testing/manual-clock.ts'
import { NonInviteClient } from './non-invite-client.ts'
import { STANDARD_TIMING } from './timing.ts'

function open({ reliable = false } = {}) {
  const clock = new ManualClock()
  const log: string[] = []
  const note = (what: string) => () => void log.push(`${clock.now()} ${what}`)
  const client = new NonInviteClient(
    { sendRequest: note('BYE'), timedOut: note('timed out'), terminated: note('terminated') },
    { clock, timing: STANDARD_TIMING, reliable },
  )
  client.start()
  return { clock, client, log }
}

describe('NonInviteClient', () => {
  it('repeats the request with pauses up to T2 over UDP until timer F ends it', () => {
    const { clock, log } = open()
    clock.advance(60_000)
    expect(log.map((line) => Number.parseInt(line, 10))).toEqual([
      0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500, 32_000, 32_000,
    ])
    expect(log.slice(-2)).toEqual(['32000 terminated', '32000 timed out'])
    expect(clock.pending).toBe(0)
  })

  it('repeats slowly after a provisional response', () => {
    const { clock, client, log } = open()
    clock.advance(100)
    expect(client.receive(100)).toBe(true)
    clock.advance(9000)
    expect(log).toEqual(['0 BYE', '4100 BYE', '8100 BYE'])
  })

  it('takes one final response and swallows its repetitions until timer K', () => {
    const { clock, client, log } = open()
    expect(client.receive(200)).toBe(true)
    expect(client.receive(200)).toBe(false)
    clock.advance(5000)
    expect(log).toEqual(['0 BYE', '5000 terminated'])
    expect(clock.pending).toBe(0)
  })

  it('is done at once over a connection (timer K is zero)', () => {
    const { clock, client, log } = open({ reliable: true })
    client.receive(481)
    expect(log).toEqual(['0 BYE', '0 terminated'])
    expect(clock.pending).toBe(0)
  })
})
