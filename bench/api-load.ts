import autocannon from 'autocannon'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { CentreProcess } from '../e2e/fixtures/centre-process.ts'
import { signInTo } from './sign-in.ts'
import { type Figure, ms } from './figures.ts'

/** `GET /v1/calls` at 500 requests a second; beside it the same bytes from memory, through the same framework. */
export async function measureApiLoad(centre: CentreProcess, seconds: number): Promise<Figure[]> {
  const token = await signInTo(centre, 'admin@demo.test')
  const headers = { authorization: `Bearer ${token}` }
  const path = '/v1/calls'
  const page = await (await fetch(`${centre.origin}${path}`, { headers })).text()
  await load(`${centre.origin}${path}`, headers, 3)
  const calls = await load(`${centre.origin}${path}`, headers, seconds)
  const plain = await withPlainServer(page, (origin) => load(origin, {}, Math.ceil(seconds / 2)))
  return [
    {
      name: 'answer',
      value: `${Math.round(page.length / 1024)} KiB, ${JSON.parse(page).items.length} calls`,
    },
    { name: 'requests answered', value: `${calls.requests.average} a second`, target: '500' },
    { name: 'latency p50', value: ms(calls.latency.p50) },
    {
      name: 'latency p95 (p97.5 is what is counted)',
      value: ms(calls.latency.p97_5),
      target: '15 ms',
    },
    { name: 'errors', value: String(calls.errors + calls.non2xx), target: '0' },
    { name: 'the same bytes from memory, p97.5', value: ms(plain.latency.p97_5) },
  ]
}

function load(url: string, headers: Record<string, string>, duration: number) {
  return autocannon({ url, headers, duration, connections: 20, overallRate: 500 })
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
