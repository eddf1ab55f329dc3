import { Hono } from 'hono'
import { expect, it } from 'vitest'
import type { HttpEnv } from './implement.ts'
import { openMetrics } from './metrics.ts'

it('reads figures when somebody asks, as gauges and as counters', async () => {
  const app = new Hono<HttpEnv>()
  const metrics = openMetrics()
  const now = { bytes: 10, hits: 1 }
  metrics.add([{ name: 'iris_bytes', help: 'Bytes', read: () => now.bytes }])
  metrics.addCounts([{ name: 'iris_hits_total', help: 'Hits', read: () => now.hits }])
  metrics.serve(app)
  const lines = async () => (await (await app.request('/metrics')).text()).split('\n')
  expect(await lines()).toEqual(
    expect.arrayContaining([
      '# TYPE iris_hits_total counter',
      'iris_hits_total 1',
      'iris_bytes 10',
    ]),
  )
  Object.assign(now, { bytes: 5, hits: 3 })
  expect(await lines()).toEqual(expect.arrayContaining(['iris_hits_total 3', 'iris_bytes 5']))
})
