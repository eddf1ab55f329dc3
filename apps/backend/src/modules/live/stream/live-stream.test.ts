import { createAdaptorServer } from '@hono/node-server'
import { type Role, roles } from '@iris/contracts'
import { tcpProxy } from '@iris/platform/testing'
import { openStreamDocuments } from '@iris/realtime/documents'
import { liveDocumentsConformance, type LiveRig } from '@iris/realtime/testing'
import { Hono } from 'hono'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { serveLive } from '../../../http/live.ts'
import type { HttpEnv } from '../../../http/implement.ts'
import { WrittenPictures } from '../testing/written-pictures.ts'
import { LiveStreams } from './live-streams.ts'

/** Whoever holds a token that names a tenant and a role. */
function principalOf(authorization = '') {
  const [tenantId = '', name = ''] = authorization.replace('Bearer ', '').split(' ')
  const held: Role[] = roles.filter((role) => role === name)
  return { userId: 'u', sessionId: 's', name: 'Somebody', tenantId, roles: held }
}

async function openRig(): Promise<LiveRig> {
  const pictures = new WrittenPictures()
  const app = new Hono<HttpEnv>()
  const gate = {
    admit: async (authorization: string | undefined) => principalOf(authorization),
    doWork: () => Promise.reject(new Error('nothing is asked of the database')),
  }
  const live = serveLive(app, gate, {
    streams: new LiveStreams(pictures),
    bus: { watch: () => () => undefined },
    links: { admit: async () => undefined, isOpen: async () => false },
  })
  const server = createAdaptorServer({ fetch: app.fetch })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const proxy = await tcpProxy((server.address() as AddressInfo).port)
  onTestFinished(async () => {
    live.close()
    server.close()
  })
  return {
    async open(tenantId, handlers, kinds) {
      const role = kinds?.includes('presence') === false ? 'agent' : 'supervisor'
      return openStreamDocuments({
        ...handlers,
        url: `http://127.0.0.1:${proxy.port}/v1/live`,
        token: async () => `${tenantId} ${role}`,
        retryDelayMs: () => 20,
      })
    },
    write: (...written) => pictures.write(...written),
    cut: () => proxy.cut(),
    mend: () => proxy.mend(),
  }
}

liveDocumentsConformance('stream', openRig)
