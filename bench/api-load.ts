import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { once } from 'node:events'
import { Agent, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { CentreProcess } from '../e2e/fixtures/centre-process.ts'
import { type Figure, ms, percentile } from './figures.ts'
import { signInTo } from './sign-in.ts'

const perSecond = 500

/** `GET /v1/calls` at 500 requests a second; beside it the same bytes from memory, through the same framework. */
export async function measureApiLoad(centre: CentreProcess, seconds: number): Promise<Figure[]> {
  const token = await signInTo(centre, 'admin@demo.test')
  const headers = { authorization: `Bearer ${token}` }
  const url = `${centre.origin}/v1/calls`
  const page = await (await fetch(url, { headers })).text()
  await load(url, headers, 3)
  const calls = await load(url, headers, seconds)
  const plain = await withPlainServer(page, (origin) => load(origin, {}, Math.ceil(seconds / 2)))
  return [
    {
      name: 'answer',
      value: `${Math.round(page.length / 1024)} KiB, ${JSON.parse(page).items.length} calls`,
    },
    {
      name: 'requests answered',
      value: `${Math.round(calls.latencies.length / seconds)} a second`,
      target: String(perSecond),
    },
    { name: 'latency p50', value: ms(percentile(calls.latencies, 0.5)) },
    { name: 'latency p95', value: ms(percentile(calls.latencies, 0.95)), target: '15 ms' },
    { name: 'latency p99', value: ms(percentile(calls.latencies, 0.99)) },
    { name: 'errors', value: String(calls.errors), target: '0' },
    { name: 'the same bytes from memory, p95', value: ms(percentile(plain.latencies, 0.95)) },
  ]
}

interface Load {
  /** In ms, of each request that was answered well, from the moment it was due. */
  readonly latencies: number[]
  readonly errors: number
}

/**
 * An open loop: each request is sent at its own moment, evenly spread, whether those before it were answered or not,
 * and counts from when it was due. A server that stalls cannot make the load wait for it.
 */
async function load(url: string, headers: Record<string, string>, seconds: number): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: 100 })
  const latencies: number[] = []
  let errors = 0
  const underWay: Promise<void>[] = []
  const startedAt = performance.now()
  for (let sent = 0; sent < perSecond * seconds;) {
    const due = Math.floor(((performance.now() - startedAt) / 1000) * perSecond) + 1
    for (; sent < Math.min(due, perSecond * seconds); sent++) {
      const dueAt = startedAt + (sent / perSecond) * 1000
      const request = answerOf(url, headers, agent).then(
        () => void latencies.push(performance.now() - dueAt),
        () => void errors++,
      )
      underWay.push(request)
    }
    await pause(1)
  }
  await Promise.all(underWay)
  agent.destroy()
  return { latencies, errors }
}

function answerOf(url: string, headers: Record<string, string>, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = get(url, { headers, agent, timeout: 10_000 }, (response) => {
      response.resume()
      response.once('end', () => {
        if (response.statusCode === 200) resolve()
        else reject(new Error(`answered ${response.statusCode}`))
      })
    })
    request.once('timeout', () => request.destroy(new Error('no answer within 10 s')))
    request.once('error', reject)
  })
}

async function withPlainServer<T>(body: string, use: (origin: string) => Promise<T>): Promise<T> {
  const app = new Hono().get('/', (c) => c.body(body, 200, { 'Content-Type': 'application/json' }))
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
  await once(server, 'listening')
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  } finally {
    server.close()
  }
}
