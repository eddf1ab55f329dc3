import { LivePath, livePath, livePermission, mayDo, mostLivePaths } from '@iris/contracts'
import type { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { z } from 'zod'
import { LiveConnection } from '../modules/live/stream/live-connection.ts'
import type { LiveStreams } from '../modules/live/stream/live-streams.ts'
import { Refusal } from '../problem.ts'
import type { EventBus } from '../work.ts'
import type { Principal } from './context.ts'
import type { Gate, HttpEnv } from './implement.ts'

const heartbeatMs = 10_000
/** A browser that takes nothing for so long is gone, or will come back. */
const mostStuckMs = 30_000

const Paths = z
  .array(LivePath.transform((path) => path as LivePath))
  .min(1)
  .max(mostLivePaths)

/** Serves live documents: the whole of each, then what changes, to those who may see them. */
export function serveLive(
  app: Hono<HttpEnv>,
  gate: Gate,
  { bus, streams }: { readonly bus: Pick<EventBus, 'watch'>; readonly streams: LiveStreams },
): { close(): void; readonly size: number } {
  const open = new Map<() => void, Principal>()
  const stopWatching = bus.watch((event) => {
    if (event.type !== 'session.ended') return
    for (const [end, principal] of open) {
      if (principal.sessionId === event.payload.sessionId) end()
    }
  })

  app.get(livePath, async (c) => {
    const principal = await gate.admit(c.req.header('authorization'))
    const paths = readPaths(c.req.queries('path') ?? [])
    const lastEventId = c.req.header('last-event-id')
    c.header('X-Accel-Buffering', 'no')
    return streamSSE(c, async (stream) => {
      const ended = Promise.withResolvers<void>()
      open.set(ended.resolve, principal)
      stream.onAbort(ended.resolve)
      const write = async (text: string) => void (await stream.write(text))
      const { tenantId } = principal
      const connection = new LiveConnection({ streams, tenantId, lastEventId, write })
      const stopBeating = beat(connection, write, ended.resolve)
      try {
        await write(': listening\n\n')
        await Promise.race([tell(connection, principal, paths), ended.promise])
        await ended.promise
      } finally {
        stopBeating()
        open.delete(ended.resolve)
        connection.close()
      }
    })
  })

  return {
    close() {
      stopWatching()
      for (const end of open.keys()) end()
    },
    get size() {
      return open.size
    },
  }
}

function readPaths(sent: readonly string[]): LivePath[] {
  const parsed = Paths.safeParse([...new Set(sent)])
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.map(({ message }) => ({ path: '?path', message }))
  throw new Refusal('validation_failed', { errors })
}

async function tell(
  connection: LiveConnection,
  { roles }: Principal,
  paths: readonly LivePath[],
): Promise<void> {
  const mayHear = (path: LivePath) => mayDo(roles, livePermission(path))
  for (const path of paths) if (!mayHear(path)) await connection.refuse(path, 'forbidden')
  await connection.open(paths.filter(mayHear))
}

/** Lets an idle stream be seen to be alive, and ends one whose browser takes nothing. */
function beat(
  connection: LiveConnection,
  write: (text: string) => Promise<void>,
  end: () => void,
): () => void {
  let stuckMs = 0
  const timer = setInterval(() => {
    stuckMs = connection.isBusy ? stuckMs + heartbeatMs : 0
    if (stuckMs >= mostStuckMs) end()
    else if (!connection.isBusy) void write(': still here\n\n')
  }, heartbeatMs)
  return () => clearInterval(timer)
}
