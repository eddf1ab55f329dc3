import type { Hono } from 'hono'
import type { HttpEnv } from './implement.ts'

/** Something that must work for the centre to take calls. Rejects when it does not. */
export type Check = () => Promise<void>

const checkWithinMs = 2000

/** `/health/live`: the process answers. `/health/ready`: what it needs answers too, or 503 and which does not. */
export function serveHealth(app: Hono<HttpEnv>, checks: Readonly<Record<string, Check>>): void {
  app.get('/health/live', (c) => c.json({ status: 'live' }))
  app.get('/health/ready', async (c) => {
    const outcomes = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => [name, await outcomeOf(check)] as const),
    )
    const ready = outcomes.every(([, outcome]) => outcome === 'ok')
    return c.json(
      { status: ready ? 'ready' : 'not ready', checks: Object.fromEntries(outcomes) },
      ready ? 200 : 503,
    )
  })
}

async function outcomeOf(check: Check): Promise<string> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), checkWithinMs)
  })
  try {
    await Promise.race([check(), late])
    return 'ok'
  } catch (error) {
    return error instanceof Error ? error.message : 'failed'
  } finally {
    clearTimeout(timer)
  }
}
