import type { Queue } from '@iris/contracts'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { speaks } from '../../../../testing/flow-calls.ts'
import { type LedCalls, openLedCalls } from '../../../../testing/led-calls.ts'

let led: LedCalls
let queues = 0
beforeAll(async () => {
  led = await openLedCalls()
})
afterAll(() => led.close())
afterEach(() => led.quiet())

async function queue(settings: object): Promise<Queue> {
  queues += 1
  return led.centre.asAdmin('POST', '/v1/queues', { name: `Queue ${queues}`, ...settings })
}

const into = ({ id: queueId }: Queue) => [
  { kind: 'enqueue', queueId },
  { kind: 'say', text: 'There is nobody.' },
]

describe('a list of verbs that leads into a queue', () => {
  it('goes on with why the queue takes nobody', async () => {
    const noAgents = { overflow: { no_agents: { kind: 'return' } } }
    const never = { name: 'Never', calendar: { open: [] } }
    const { id } = await led.centre.asAdmin<{ id: string }>('POST', '/v1/hours', never)
    const refusing = {
      full: await queue({ limits: { maxWaiting: 0 } }),
      no_agents: await queue({ limits: noAgents }),
      closed: await queue({ hoursIds: [id] }),
    }
    for (const [outcome, each] of Object.entries(refusing)) {
      const { placed, call } = await led.taken({ verbs: into(each) })
      await speaks(call)
      expect(await led.resultOf(placed)).toEqual({ verb: 'enqueue', outcome })
      await call.hears('BYE')
    }
  })

  it('leads the call no more once the queue sends it elsewhere', async () => {
    const hangup = { kind: 'hangup', sayText: 'Please call again.' }
    const full = await queue({ limits: { maxWaiting: 0, overflow: { full: hangup } } })
    const { placed, call } = await led.taken({ verbs: into(full) })
    await speaks(call)
    await call.hears('BYE')
    const { path } = await led.recordOf(placed)
    expect(path.map(({ kind, outcome }) => [kind, outcome])).toEqual([['queue', 'full']])
  })
})
