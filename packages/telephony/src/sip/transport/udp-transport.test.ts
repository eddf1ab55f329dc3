import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { Flow } from '../flow.ts'
import { openUdpTransport } from './udp-transport.ts'

describe('openUdpTransport', () => {
  it('takes any free port, carries datagrams both ways, and stops', async () => {
    const errors: Error[] = []
    const arrived = Promise.withResolvers<{ bytes: Buffer; flow: Flow }>()
    const transport = await openUdpTransport({
      host: '127.0.0.1',
      port: 0,
      onMessage: (bytes, flow) => arrived.resolve({ bytes, flow }),
      onError: (error) => errors.push(error),
    })
    const peer = createSocket('udp4')
    peer.bind(0, '127.0.0.1')
    await once(peer, 'listening')
    peer.send('hello', transport.port, '127.0.0.1')
    const { bytes, flow } = await arrived.promise
    expect(bytes.toString()).toBe('hello')
    expect(flow).toMatchObject({ remoteAddress: '127.0.0.1', remotePort: peer.address().port })
    const answered = once(peer, 'message')
    expect(flow.send(Buffer.from('and back'))).toBe(true)
    expect(String((await answered)[0])).toBe('and back')
    await transport.close()
    await transport.close()
    expect(flow.isOpen()).toBe(false)
    expect(flow.send(Buffer.from('too late'))).toBe(false)
    expect(errors).toEqual([])
    peer.close()
  })

  it('refuses a port that is taken', async () => {
    const first = { host: '127.0.0.1', onMessage: () => undefined, onError: () => undefined }
    const transport = await openUdpTransport({ ...first, port: 0 })
    const second = openUdpTransport({ ...first, port: transport.port })
    await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' })
    await transport.close()
  })
})
