import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { openSipBench, settle, type SipBench } from '../../testing/sip-bench.ts'
import type { Flow } from '../flow.ts'
import { arbitraryMessage } from './arbitrary-message.ts'

/** 10^5 by default; `npm run fuzz:sip` asks for 10^6. */
const MESSAGES = Number(process.env['IRIS_SIP_FUZZ_MESSAGES'] ?? 100_000)
const MESSAGES_A_RUN = 500
const SLOWEST_MS = 10
const NOTHING = { sessions: 0, clientTransactions: 0, serverTransactions: 0 }

/**
 * How long one message takes, in milliseconds. Where that looks long, it is asked again of the processor: the median of
 * some tries, without the times in which the machine did something else.
 */
function timeOf(octets: string, receive: (bytes: Buffer) => void): number {
  const bytes = Buffer.from(octets, 'latin1')
  const start = performance.now()
  receive(bytes)
  const elapsedMs = performance.now() - start
  if (elapsedMs < SLOWEST_MS) return elapsedMs
  const tries = Array.from({ length: 5 }, () => {
    const before = process.threadCpuUsage()
    receive(bytes)
    const { user, system } = process.threadCpuUsage(before)
    return (user + system) / 1000
  })
  return tries.toSorted((one, other) => one - other)[2] ?? 0
}

/** Every second message comes by datagram, the others by a connection. */
async function receiveAll(bench: SipBench, messages: readonly string[]): Promise<number> {
  const flows: readonly Flow[] = [bench.udp, bench.webSocket('one')]
  let slowest = 0
  for (const [index, octets] of messages.entries()) {
    const flow = flows[index % 2] ?? bench.udp
    slowest = Math.max(
      slowest,
      timeOf(octets, (bytes) => bench.endpoint.receive(bytes, flow)),
    )
    // Calls are handed over in their own turn; some are taken.
    if (index % 10 === 0) await settle()
    if (index % 30 === 0) bench.calls.at(-1)?.accept('v=0')
  }
  return slowest
}

it(`takes ${MESSAGES} messages without a crash or a halt, and is left holding nothing`, async () => {
  const runs = fc.array(arbitraryMessage, {
    minLength: MESSAGES_A_RUN,
    maxLength: MESSAGES_A_RUN,
  })
  await fc.assert(
    fc.asyncProperty(runs, async (messages) => {
      const errors: object[] = []
      const bench = openSipBench({ onError: (fields) => errors.push(fields) })
      expect(await receiveAll(bench, messages)).toBeLessThan(SLOWEST_MS)
      expect(errors).toEqual([])
      await settle()
      for (const call of bench.calls) call.end({ status: 486 }, [])
      // Half an hour: even the longest that a caller may ring is over.
      for (let minute = 0; minute < 90; minute += 1) {
        bench.clock.advance(60_000)
        await settle()
      }
      expect(bench.endpoint.size).toEqual(NOTHING)
      expect(bench.clock.pending).toBe(0)
    }),
    { numRuns: MESSAGES / MESSAGES_A_RUN, endOnFailure: true },
  )
}, 3_600_000)
