import { describe, expect, it } from 'vitest'
import { ManualClock } from '../../testing/manual-clock.ts'
import { InviteClient } from './invite-client.ts'
import { STANDARD_TIMING } from './timing.ts'

function open({ reliable = false } = {}) {
  const clock = new ManualClock()
  const log: string[] = []
  const note = (what: string) => () => void log.push(`${clock.now()} ${what}`)
  const client = new InviteClient(
    {
      sendRequest: note('INVITE'),
      sendAck: note('ACK'),
      timedOut: note('timed out'),
      terminated: note('terminated'),
    },
    { clock, timing: STANDARD_TIMING, reliable },
  )
  client.start()
  return { clock, client, log }
}

describe('InviteClient', () => {
  it('repeats the INVITE with doubling pauses over UDP until timer B ends it', () => {
    const { clock, log } = open()
    clock.advance(60_000)
    expect(log).toEqual([
      '0 INVITE',
      '500 INVITE',
      '1500 INVITE',
      '3500 INVITE',
      '7500 INVITE',
      '15500 INVITE',
      '31500 INVITE',
      '32000 terminated',
      '32000 timed out',
    ])
    expect(clock.pending).toBe(0)
  })

  it('sends the INVITE once over a connection', () => {
    const { clock, log } = open({ reliable: true })
    clock.advance(60_000)
    expect(log).toEqual(['0 INVITE', '32000 terminated', '32000 timed out'])
  })

  it('waits without end once it has a provisional response', () => {
    const { clock, client, log } = open()
    clock.advance(600)
    expect(client.receive(180)).toBe(true)
    clock.advance(600_000)
    expect(client.receive(183)).toBe(true)
    expect(log).toEqual(['0 INVITE', '500 INVITE'])
    expect(client.state).toBe('proceeding')
  })

  it('acknowledges a refusal and each of its repetitions, and passes on the first only', () => {
    const { clock, client, log } = open()
    expect(client.receive(486)).toBe(true)
    clock.advance(1000)
    expect(client.receive(486)).toBe(false)
    clock.advance(31_000)
    expect(log).toEqual(['0 INVITE', '0 ACK', '1000 ACK', '32000 terminated'])
    expect(client.receive(486)).toBe(false)
    expect(clock.pending).toBe(0)
  })

  it('is done with a refusal at once over a connection (timer D is zero)', () => {
    const { client, log } = open({ reliable: true })
    client.receive(603)
    expect(log).toEqual(['0 INVITE', '0 ACK', '0 terminated'])
  })

  it('passes on every 2xx for as long as timer M runs (RFC 6026)', () => {
    const { clock, client, log } = open()
    expect(client.receive(200)).toBe(true)
    clock.advance(31_999)
    expect(client.receive(200)).toBe(true)
    expect(client.receive(486)).toBe(false)
    clock.advance(1)
    expect(client.receive(200)).toBe(false)
    expect(log).toEqual(['0 INVITE', '32000 terminated'])
  })

  it('says nothing more once abandoned', () => {
    const { clock, client, log } = open()
    client.abandon()
    client.abandon()
    clock.advance(60_000)
    expect(client.receive(200)).toBe(false)
    expect(log).toEqual(['0 INVITE', '0 terminated'])
  })
})
