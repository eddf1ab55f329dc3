import { once } from 'node:events'
import { expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { openEmbeddedRig } from '../testing/embedded-rig.ts'

it('takes no browser for dead because we were held up ourselves', async () => {
  const webSockets = {
    messages: { perSecond: 5, burst: 10 },
    unsentBytes: 1024,
    connections: 1,
    connectionsPerAddress: 1,
    pingAfterMs: 100,
    deadAfterMs: 400,
  }
  const rig = await openEmbeddedRig({ limits: { webSockets } })
  onTestFinished(() => rig.close())
  const socket = new WebSocket(rig.webSocketUrl, 'sip')
  await once(socket, 'ping')
  // Nothing runs in this process for longer than a connection may be silent.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000)
  // The first ping may have been on its way before; the second is of one that is held for alive.
  const pinged = once(socket, 'ping').then(() => once(socket, 'ping'))
  const closed = once(socket, 'close').then(([code]) => code)
  expect(await Promise.race([pinged.then(() => 'pinged'), closed])).toBe('pinged')
})
