import {
  LivePath,
  livePath,
  livePermission,
  mayDo,
  mostLivePaths,
  type Permission,
  permissionsOfWallboardLink,
} from '@iris/contracts'
import type { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { z } from 'zod'
import { LiveConnection } from '../modules/live/stream/live-connection.ts'
import type { LiveStreams } from '../modules/live/stream/live-streams.ts'
import type { LinkViewer, LinkViewers } from '../modules/wallboard-links/link-viewers.ts'
import { Refusal } from '../problem.ts'
import type { EventBus } from '../work.ts'
import type { Principal } from './context.ts'
import type { Gate, HttpEnv } from './implement.ts'

const heartbeatMs = 10_000
/** A browser that takes nothing for so long is gone, or will come back. */
const mostStuckMs = 30_000

/** And it is looked so often whether a link still opens, beside what is heard of it. */
const linkCheckedEveryMs = 15_000

/** Who hears documents, and may do so until what lets them ends. */
interface Viewer {
  readonly tenantId: string
  may(permission: Permission): boolean
  readonly by: { readonly sessionId: string } | { readonly link: LinkViewer }
}

interface LiveParts {
  readonly bus: Pick<EventBus, 'watch'>
  readonly streams: LiveStreams
  readonly links: Pick<LinkViewers, 'admit' | 'isOpen'>
}

const Paths = z
  .array(LivePath.transform((path) => path as LivePath))
  .min(1)
  .max(mostLivePaths)

/** Serves live documents: the whole of each, then what changes, to those who may see them. */
export function serveLive(
  app: Hono<HttpEnv>,
  gate: Gate,
  { bus, streams, links }: LiveParts,
): { close(): void; readonly size: number } {
  const open = new Map<() => void, Viewer>()
  // Who comes back is admitted anew: what is kept from them may have been missed.
  const endAll = () => {
    for (const end of open.keys()) end()
  }
  const stopWatching = bus.watch((event) => {
    for (const [end, { by }] of open) {
      if (event.type === 'session.ended' && 'sessionId' in by) {
        if (by.sessionId === event.payload.sessionId) end()
      } else if (event.type === 'wallboard_link.changed' && 'link' in by) {
        if (by.link.linkId === event.payload.linkId) void endWithLink(by.link, end)
      }
    }
  }, endAll)
  const checks = setInterval(() => {
    for (const [end, { by }] of open) if ('link' in by) void endWithLink(by.link, end)
  }, linkCheckedEveryMs)

  async function endWithLink(link: LinkViewer, end: () => void): Promise<void> {
    if (!(await links.isOpen(link).catch(() => false))) end()
  }

  async function admit(authorization: string | undefined): Promise<Viewer> {
    const link = await links.admit(authorization)
    return link ? byLink(link) : bySession(await gate.admit(authorization))
  }

  app.get(livePath, async (c) => {
    const viewer = await admit(c.req.header('authorization'))
    const paths = readPaths(c.req.queries('path') ?? [])
    const lastEventId = c.req.header('last-event-id')
    c.header('X-Accel-Buffering', 'no')
    return streamSSE(c, async (stream) => {
      const ended = Promise.withResolvers<void>()
      open.set(ended.resolve, viewer)
      stream.onAbort(ended.resolve)
      const write = async (text: string) => void (await stream.write(text))
      const { tenantId } = viewer
      const connection = new LiveConnection({ streams, tenantId, lastEventId, write })
      const stopBeating = beat(connection, write, ended.resolve)
      try {
        await write(': listening\n\n')
        await Promise.race([tell(connection, viewer, paths), ended.promise])
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
      clearInterval(checks)
      endAll()
    },
    get size() {
      return open.size
    },
  }
}

const bySession = ({ tenantId, sessionId, roles }: Principal): Viewer => ({
  tenantId,
  may: (permission) => mayDo(roles, permission),
  by: { sessionId },
})

const byLink = (link: LinkViewer): Viewer => ({
  tenantId: link.tenantId,
  may: (permission) => permissionsOfWallboardLink.includes(permission),
  by: { link },
})

function readPaths(sent: readonly string[]): LivePath[] {
  const parsed = Paths.safeParse([...new Set(sent)])
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.map(({ message }) => ({ path: '?path', message }))
  throw new Refusal('validation_failed', { errors })
}

async function tell(
  connection: LiveConnection,
  viewer: Viewer,
  paths: readonly LivePath[],
): Promise<void> {
  const mayHear = (path: LivePath) => viewer.may(livePermission(path))
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
