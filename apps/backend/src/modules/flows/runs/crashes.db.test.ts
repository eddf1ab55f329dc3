import { block } from '@iris/flow/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { DoWork } from '../../../work.ts'
import type { FlowEffects } from '../effects/flow-effects.ts'
import { mail, openRunBench, pause, type RunBench, shown } from '../testing/run-bench.ts'

let bench: RunBench
beforeAll(async () => {
  bench = await openRunBench()
})
afterAll(() => bench.close())
afterEach(() => bench.forgetRuns())

describe('a process that dies', () => {
  /** Dies at the n-th chance: before or after the database has taken what a step did, or once a request is answered. */
  function dyingAt(chance: number) {
    let left = chance
    const dead = new Error('killed')
    const live = () => {
      left -= 1
      if (left < 0) throw dead
    }
    const doWork: DoWork = async (tenantId, actor, task) => {
      live()
      const result = await bench.centre.doWork(tenantId, actor, async (work) => {
        const done = await task(work)
        live()
        return done
      })
      live()
      return result
    }
    const httpRequest: FlowEffects['httpRequest'] = async (...request) => {
      const answer = await bench.effects.httpRequest(...request)
      live()
      return answer
    }
    return {
      worker: bench.workerWith({ doWork, effects: { httpRequest } }),
      isDead: () => left < 0,
    }
  }

  it('between any two steps loses no run, and repeats nothing but a request, under its key', async () => {
    bench.server.answers((response) => response.end('fine'))
    const flow = await bench.published({
      first: bench.asks('one'),
      one: mail('tell'),
      tell: block('emit_event', { name: 'run.told' }, { next: 'two', error: 'end' }),
      two: mail('wait'),
      wait: pause('three'),
      three: mail('end'),
    })
    let died = 0
    for (let chance = 0, alive = false; !alive; chance += 1) {
      const id = `killed at ${chance}`
      bench.server.asked.length = 0
      const { body: run } = await bench.start(flow, { id })
      const { worker, isDead } = dyingAt(chance)
      for (let round = 0; round < 2 && !isDead(); round += 1) {
        await bench.goOn(worker)
        await bench.timePasses()
      }
      for (let round = 0; round < 3; round += 1) {
        await bench.timePasses()
        await bench.goOn(bench.workerWith())
      }
      const trace = await bench.traceOf(run)
      expect(trace.outcome, id).toBe('completed')
      expect(shown(trace), id).toEqual([
        'start next',
        'first ok',
        'one next',
        'tell next',
        'two next',
        'wait next',
        'three next',
        'end null',
      ])
      expect(await bench.mailsOf(id), id).toHaveLength(3)
      const keys = new Set(bench.server.asked.map(({ headers }) => headers['idempotency-key']))
      expect(keys.size, id).toBe(1)
      if (isDead()) died += 1
      alive = !isDead()
    }
    // Three chances for each of six commands, and one more for the request.
    expect(died).toBe(19)
  }, 120_000)

  it('each time over the same thing is kept from it after five tries', async () => {
    const flow = await bench.published({ first: mail('end') })
    const { body: run } = await bench.start(flow)
    let tried = 0
    const sendMail: FlowEffects['sendMail'] = async () => {
      tried += 1
      throw new Error('killed')
    }
    const worker = bench.workerWith({ effects: { sendMail } })
    for (let round = 0; round < 7; round += 1) {
      await bench.timePasses()
      await bench.goOn(worker)
    }
    expect(tried).toBe(5)
    const { steps } = await bench.traceOf(run)
    expect(steps[1]).toMatchObject({ block: 'first', outcome: 'error' })
  })

  it('in good order gives up its requests, and others make them', async () => {
    const asked = Promise.withResolvers<void>()
    bench.server.answers(() => asked.resolve())
    const { body: run } = await bench.start(await bench.published({ first: bench.asks('end') }))
    const worker = bench.workerWith()
    await worker.takeDue()
    await asked.promise
    await worker.close()
    expect(await worker.takeDue()).toBe(0)
    bench.server.answers((response) => response.end('fine'))
    await bench.goOn(bench.workerWith())
    expect((await bench.traceOf(run)).outcome).toBe('completed')
  })
})
