import { livePath, streamPath } from '@iris/contracts'
import { Hono } from 'hono'
import { expect, it } from 'vitest'
import { LiveStreams } from '../modules/live/stream/live-streams.ts'
import type { EventBus } from '../work.ts'
import type { HttpEnv, Gate } from './implement.ts'
import { serveLive } from './live.ts'
import { serveStream } from './stream.ts'

/** A bus on which nothing happens, but something may have been missed. */
function quietBus() {
  const gaps = new Set<() => void>()
  const bus: Pick<EventBus, 'watch'> = {
    watch(_listener, onGap) {
      if (onGap) gaps.add(onGap)
      return () => undefined
    },
  }
  return { bus, tellGap: () => gaps.forEach((onGap) => onGap()) }
}

const gate: Gate = {
  admit: async () => ({
    userId: 'u',
    tenantId: 't',
    sessionId: 's',
    name: 'Ada',
    roles: ['owner'],
  }),
  doWork: () => Promise.reject(new Error('There is no work to do.')),
}
const nobody = { admit: async () => undefined, isOpen: async () => false }
const streams = new LiveStreams({ hold: () => new Promise<never>(() => undefined) })

it.each([
  [streamPath, serveStream],
  [
    `${livePath}?path=presence/everyone`,
    (app: Hono<HttpEnv>, of: Gate, bus: Pick<EventBus, 'watch'>) =>
      serveLive(app, of, { bus, streams, links: nobody }),
  ],
])(
  'ends %s where events were missed, for who listens to come back and read anew',
  async (path, serve) => {
    const { bus, tellGap } = quietBus()
    const app = new Hono<HttpEnv>()
    const served = serve(app, gate, bus)
    const answer = await app.request(path)
    await expect.poll(() => served.size).toBe(1)
    tellGap()
    expect(await answer.text()).toContain(': listening')
    expect(served.size).toBe(0)
    served.close()
  },
)
