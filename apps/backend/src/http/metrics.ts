import type { Hono, MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { HttpEnv } from './implement.ts'

/** A figure that is read when somebody asks for it. */
interface Reading {
  readonly name: string
  readonly help: string
  readonly read: () => number
}

/** Prometheus figures at `/metrics`: the process, requests, and the readings given. */
export interface Metrics {
  readonly middleware: MiddlewareHandler<HttpEnv>
  serve(app: Hono<HttpEnv>): void
  /** Figures that go up and down. */
  add(readings: readonly Reading[]): void
  /** Figures that only ever rise. */
  addCounts(readings: readonly Reading[]): void
}

export function openMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'iris_http_request_seconds',
    help: 'How long requests took, by route and status',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers: [registry],
  })
  return {
    middleware: async (c, next) => {
      const end = requests.startTimer()
      await next()
      end({ method: c.req.method, route: routePath(c, -1), status: String(c.res.status) })
    },
    serve(app) {
      app.get('/metrics', async (c) =>
        c.body(await registry.metrics(), 200, { 'Content-Type': registry.contentType }),
      )
    },
    add(readings) {
      for (const { name, help, read } of readings) {
        const gauge: Gauge = new Gauge({
          name,
          help,
          registers: [registry],
          collect: () => gauge.set(read()),
        })
      }
    },
    addCounts(readings) {
      for (const { name, help, read } of readings) {
        const counter: Counter = new Counter({
          name,
          help,
          registers: [registry],
          collect() {
            counter.reset()
            counter.inc(read())
          },
        })
      }
    },
  }
}
