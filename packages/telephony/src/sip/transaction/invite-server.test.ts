import { describe, expect, it } from 'vitest'
import { ManualClock } from '../../testing/manual-clock.ts'
import { InviteServer } from './invite-server.ts'
import { STANDARD_TIMING } from './timing.ts'

function open({ reliable = false } = {}) {
  const clock = new ManualClock()
  const log: string[] = []
  const note = (what: string): void => void log.push(`${clock.now()} ${what}`)
  const server = new InviteServer(
    {
      send: (response) => note(response.toString()),
      unacknowledged: () => note('unacknowledged'),
      terminated: () => note('terminated'),
    },
    { clock, timing: STANDARD_TIMING, reliable },
  )
  const respond = (status: number) => server.respond(status, Buffer.from(String(status)))
  return { clock, server, respond, log }
}

describe('InviteServer', () => {
  it('answers a repeated INVITE with the latest provisional response', () => {
    const { server, respond, log } = open()
    server.receiveInvite()
    respond(100)
    respond(180)
    server.receiveInvite()
    expect(log).toEqual(['0 100', '0 180', '0 180'])
  })

  it('repeats a refusal over UDP until the ACK comes, and swallows ACKs until timer I', () => {
    const { clock, server, respond, log } = open()
    respond(486)
    clock.advance(1600)
    server.receiveInvite()
    expect(server.receiveAck()).toBe(false)
    clock.advance(4000)
    expect(server.receiveAck()).toBe(false)
    clock.advance(1000)
    expect(log).toEqual(['0 486', '500 486', '1500 486', '1600 486', '6600 terminated'])
    expect(clock.pending).toBe(0)
  })

  it('gives up on a refusal that is never acknowledged (timer H)', () => {
    const { clock, respond, log } = open()
    respond(603)
    clock.advance(60_000)
    expect(log.map((line) => Number.parseInt(line, 10))).toEqual([
      0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500, 32_000, 32_000,
    ])
    expect(log.slice(-2)).toEqual(['32000 terminated', '32000 unacknowledged'])
    expect(clock.pending).toBe(0)
  })

  it('repeats no refusal over a connection', () => {
    const { clock, server, respond, log } = open({ reliable: true })
    respond(486)
    clock.advance(10_000)
    server.receiveAck()
    expect(log).toEqual(['0 486', '10000 terminated'])
  })

  it('absorbs repeated INVITEs after a 2xx and passes its ACKs on (RFC 6026)', () => {
    const { clock, server, respond, log } = open()
    respond(200)
    server.receiveInvite()
    respond(200)
    expect(server.receiveAck()).toBe(true)
    expect(server.receiveAck()).toBe(true)
    respond(486)
    respond(180)
    clock.advance(32_000)
    expect(log).toEqual(['0 200', '0 200', '32000 terminated'])
    expect(server.receiveAck()).toBe(false)
    expect(clock.pending).toBe(0)
  })
})
