import { describe, expect, it } from 'vitest'
import { ManualClock } from '../../testing/manual-clock.ts'
import { NonInviteServer } from './non-invite-server.ts'
import { STANDARD_TIMING } from './timing.ts'

function open({ reliable = false } = {}) {
  const clock = new ManualClock()
  const log: string[] = []
  const server = new NonInviteServer(
    {
      send: (response) => void log.push(`${clock.now()} ${response.toString()}`),
      terminated: () => void log.push(`${clock.now()} terminated`),
    },
    { clock, timing: STANDARD_TIMING, reliable },
  )
  const respond = (status: number) => server.respond(status, Buffer.from(String(status)))
  return { clock, server, respond, log }
}

describe('NonInviteServer', () => {
  it('answers nothing to a repetition before it has an answer', () => {
    const { server, log } = open()
    server.receive()
    expect(log).toEqual([])
  })

  it('answers repetitions with the final response until timer J', () => {
    const { clock, server, respond, log } = open()
    respond(200)
    clock.advance(31_999)
    server.receive()
    clock.advance(1)
    expect(log).toEqual(['0 200', '31999 200', '32000 terminated'])
    expect(clock.pending).toBe(0)
  })

  it('sends one final response only', () => {
    const { respond, log } = open()
    respond(100)
    respond(200)
    respond(500)
    expect(log).toEqual(['0 100', '0 200'])
  })

  it('is done at once over a connection (timer J is zero)', () => {
    const { clock, respond, log } = open({ reliable: true })
    respond(200)
    expect(log).toEqual(['0 200', '0 terminated'])
    expect(clock.pending).toBe(0)
  })
})
