import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { CARRIER_CERTIFICATE, LOOPBACK_CERTIFICATE } from '../../testing/loopback-certificate.ts'
import { ManualClock } from '../../testing/manual-clock.ts'
import { requestText } from '../../testing/sip-text.ts'
import { systemClock, type Clock } from '../clock.ts'
import type { Flow } from '../flow.ts'
import type { StreamLimits } from './stream-connection.ts'
import { StreamTransport, type StreamSecurity } from './stream-transport.ts'

const HOST = '127.0.0.1'
const OPTIONS = requestText({ method: 'OPTIONS' })
const LIMITS: StreamLimits = {
  messages: { perSecond: 100, burst: 100 },
  unsentBytes: 100_000,
  connections: 10,
  connectionsPerAddress: 3,
  connectMs: 2000,
  messageMs: 5000,
  idleMs: 60_000,
  pingEveryMs: 20_000,
  pongMs: 5000,
}

interface Heard {
  readonly messages: { text: string; flow: Flow }[]
  readonly closed: string[]
}

describe('StreamTransport', () => {
  const open: (() => Promise<void> | void)[] = []

  afterEach(async () => {
    for (const close of open.splice(0).toReversed()) await close()
  })

  async function openTransport(
    changes: Partial<StreamLimits> = {},
    {
      security = { kind: 'plain' },
      clock = systemClock,
      ...changed
    }: { security?: StreamSecurity; clock?: Clock; port?: number | undefined } = {},
  ): Promise<{ transport: StreamTransport } & Heard> {
    const messages: Heard['messages'] = []
    const closed: string[] = []
    const transport = await StreamTransport.open({
      host: HOST,
      port: 0,
      security,
      clock,
      limits: { ...LIMITS, ...changes },
      onMessage: (bytes, flow) => messages.push({ text: bytes.toString('latin1'), flow }),
      onClose: (_, reason) => closed.push(reason),
      ...changed,
    })
    open.push(() => transport.close())
    return { transport, messages, closed }
  }

  async function client(port: number): Promise<Socket> {
    const socket = connect({ host: HOST, port })
    socket.on('error', () => undefined)
    open.push(() => void socket.destroy())
    await once(socket, 'connect')
    return socket
  }

  async function peer(): Promise<{ server: Server; port: number; accepted: Socket[] }> {
    const accepted: Socket[] = []
    const server = createServer((socket) => {
      accepted.push(socket)
      socket.on('error', () => undefined)
    })
    server.listen(0, HOST)
    await once(server, 'listening')
    open.push(() => {
      for (const socket of accepted) socket.destroy()
      server.close()
    })
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('Not listening')
    return { server, port: address.port, accepted }
  }

  it('takes messages, and answers by the connection they came by', async () => {
    const { transport, messages } = await openTransport()
    const socket = await client(transport.port)
    socket.write(OPTIONS.subarray(0, 40))
    socket.write(Buffer.concat([OPTIONS.subarray(40), OPTIONS]))
    await expect.poll(() => messages).toHaveLength(2)
    const { flow } = messages[0]!
    expect(flow).toMatchObject({ transport: 'TCP', reliable: true, remoteAddress: HOST })
    expect(transport.flowTo(HOST, socket.localPort!)).toBe(flow)
    flow.send(Buffer.from('answer'))
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toBe('answer')
  })

  it('makes a connection once, and sends what waited for it', async () => {
    const { transport, messages } = await openTransport()
    const { port, accepted } = await peer()
    const flow = transport.flowTo(HOST, port)
    expect(flow?.send(OPTIONS)).toBe(true)
    expect(transport.flowTo(HOST, port)).toBe(flow)
    await expect.poll(() => accepted).toHaveLength(1)
    const [bytes] = await once(accepted[0]!, 'data')
    expect(bytes).toEqual(OPTIONS)
    accepted[0]!.write(OPTIONS)
    await expect.poll(() => messages).toHaveLength(1)
    expect(messages[0]?.flow).toBe(flow)
  })

  it('says that a peer cannot be reached', async () => {
    const { transport, closed } = await openTransport()
    const { server, port } = await peer()
    server.close()
    await once(server, 'close')
    const flow = transport.flowTo(HOST, port)
    await expect.poll(() => closed).toHaveLength(1)
    expect(closed[0]).toContain('ECONNREFUSED')
    expect(flow?.send(OPTIONS)).toBe(false)
    expect(transport.size).toBe(0)
  })

  it('closes a connection on which nobody can tell messages apart', async () => {
    const { transport, messages, closed } = await openTransport()
    const socket = await client(transport.port)
    socket.write('OPTIONS sip:a SIP/2.0\r\nVia: SIP/2.0/TCP a\r\n\r\n')
    await once(socket, 'end')
    expect(messages).toHaveLength(1)
    socket.destroy()
    await expect.poll(() => closed).toEqual(['nobody can tell where the next message begins'])
  })

  it('takes so many connections of one address, and more once some are gone', async () => {
    const { transport } = await openTransport()
    const sockets = [
      await client(transport.port),
      await client(transport.port),
      await client(transport.port),
    ]
    await expect.poll(() => transport.size).toBe(3)
    const fourth = await client(transport.port)
    await once(fourth, 'close')
    sockets[0]?.destroy()
    await expect.poll(() => transport.size).toBe(2)
    await client(transport.port)
    await expect.poll(() => transport.size).toBe(3)
  })

  it('closes a connection that floods', async () => {
    const { transport, messages, closed } = await openTransport({
      messages: { perSecond: 1, burst: 5 },
    })
    const socket = await client(transport.port)
    socket.resume()
    socket.write(Buffer.concat(Array.from({ length: 50 }, () => OPTIONS)))
    await expect.poll(() => closed).toEqual(['Too many messages'])
    expect(messages).toHaveLength(5)
  })

  it('closes a connection whose message does not end, one that says nothing, and one that is done', async () => {
    const clock = new ManualClock()
    const { transport, messages, closed } = await openTransport({}, { clock })
    const [slow, silent, done] = [
      await client(transport.port),
      await client(transport.port),
      await client(transport.port),
    ]
    for (const socket of [slow, silent, done]) socket.resume()
    done.write(OPTIONS)
    slow.write(Buffer.concat([OPTIONS, OPTIONS.subarray(0, 9)]))
    await expect.poll(() => messages).toHaveLength(2)
    // Three that may fall silent, and one message that is not whole.
    await expect.poll(() => clock.pending).toBe(4)
    clock.advance(4999)
    expect(transport.size).toBe(3)
    clock.advance(1)
    await expect.poll(() => closed.toSorted()).toEqual(['A message does not end', 'Nothing came'])
    clock.advance(55_000)
    await expect.poll(() => closed).toHaveLength(3)
    expect(clock.pending).toBe(0)
  })

  it('makes no more connections than there may be', async () => {
    const { transport } = await openTransport({ connections: 1 })
    const { port } = await peer()
    const flow = transport.flowTo(HOST, port)
    expect(transport.flowTo(HOST, port + 1)).toBeUndefined()
    expect(transport.flowTo(HOST, port)).toBe(flow)
  })

  it('closes a connection to a peer that does not read', async () => {
    const { transport, closed } = await openTransport()
    const { port, accepted } = await peer()
    const flow = transport.flowTo(HOST, port)
    flow?.send(OPTIONS)
    await expect.poll(() => accepted).toHaveLength(1)
    accepted[0]?.pause()
    const block = Buffer.alloc(64 * 1024)
    let sent = 0
    while (flow?.send(block) === true && sent < 1000) sent += 1
    expect(sent).toBeLessThan(1000)
    await expect.poll(() => closed).toEqual(['The peer does not read'])
  })

  it('speaks TLS, and not with those who do not', async () => {
    const security = { kind: 'tls', ...LOOPBACK_CERTIFICATE } as const
    const { transport, messages } = await openTransport({}, { security })
    const socket = connectTls({ host: HOST, port: transport.port, ca: LOOPBACK_CERTIFICATE.cert })
    open.push(() => void socket.destroy())
    await once(socket, 'secureConnect')
    socket.write(OPTIONS)
    await expect.poll(() => messages).toHaveLength(1)
    expect(messages[0]?.flow.transport).toBe('TLS')
    const plain = await client(transport.port)
    plain.write(OPTIONS)
    await once(plain, 'close')
    expect(messages).toHaveLength(1)
  })

  it('makes TLS connections to those whose certificate is trusted, and to no others', async () => {
    const { cert } = LOOPBACK_CERTIFICATE
    const security = { kind: 'tls', ...LOOPBACK_CERTIFICATE } as const
    const callee = await openTransport({}, { security })
    const trusting = await openTransport({}, { security: { ...security, ca: cert } })
    trusting.transport.flowTo(HOST, callee.transport.port)?.send(OPTIONS)
    await expect.poll(() => callee.messages).toHaveLength(1)
    const wary = await openTransport({}, { security })
    wary.transport.flowTo(HOST, callee.transport.port)?.send(OPTIONS)
    await expect.poll(() => wary.closed).toHaveLength(1)
    expect(callee.messages).toHaveLength(1)
  })

  it('makes TLS connections by name to whose certificate is for it, and keeps them apart', async () => {
    const callee = await openTransport({}, { security: { kind: 'tls', ...CARRIER_CERTIFICATE } })
    // It takes no connections, and so has no certificate of its own.
    const security = { kind: 'tls', ca: CARRIER_CERTIFICATE.cert } as const
    const caller = await openTransport({}, { security, port: undefined })
    const { port } = callee.transport
    const flow = caller.transport.flowTo(HOST, port, 'carrier.test')
    flow?.send(OPTIONS)
    await expect.poll(() => callee.messages).toHaveLength(1)
    expect(caller.transport.flowTo(HOST, port, 'carrier.test')).toBe(flow)
    expect(flow).toMatchObject({ provenName: 'carrier.test', isOurs: true })
    for (const name of ['other.test', undefined]) {
      const other = caller.transport.flowTo(HOST, port, name)
      expect(other).not.toBe(flow)
      other?.send(OPTIONS)
    }
    await expect.poll(() => caller.closed).toHaveLength(2)
    expect(caller.closed.every((why) => why.includes('does not match certificate'))).toBe(true)
    expect(callee.messages).toHaveLength(1)
  })

  it('shows life on connections of its own, and leaves a peer that answered once and stops', async () => {
    const clock = new ManualClock()
    const { transport, closed, messages } = await openTransport({}, { clock })
    const { port, accepted } = await peer()
    const flow = transport.flowTo(HOST, port)
    await expect.poll(() => accepted).toHaveLength(1)
    let pings = ''
    let answers = true
    accepted[0]?.on('data', (chunk: Buffer) => {
      pings += chunk.toString('latin1')
      if (answers) accepted[0]?.write('\r\n')
    })
    clock.advance(LIMITS.pingEveryMs)
    await expect.poll(() => pings).toBe('\r\n\r\n')
    // Nothing tells when the pong has been taken in but a message after it.
    accepted[0]?.write(OPTIONS)
    await expect.poll(() => messages).toHaveLength(1)
    expect(flow?.isOpen()).toBe(true)
    answers = false
    clock.advance(LIMITS.pingEveryMs)
    await expect.poll(() => pings.length).toBe(8)
    clock.advance(LIMITS.pongMs)
    await expect.poll(() => closed).toEqual(['A sign of life was not answered'])
  })

  it('leaves nobody whose answer it could not read, because it was held up itself', async () => {
    const clock = new ManualClock()
    const { transport, closed, messages } = await openTransport({}, { clock })
    const { port, accepted } = await peer()
    const flow = transport.flowTo(HOST, port)
    await expect.poll(() => accepted).toHaveLength(1)
    let pings = ''
    accepted[0]?.on('data', (chunk: Buffer) => (pings += chunk.toString('latin1')))
    accepted[0]?.write('\r\n')
    accepted[0]?.write(OPTIONS)
    await expect.poll(() => messages).toHaveLength(1)
    clock.advance(LIMITS.pingEveryMs)
    await expect.poll(() => pings).toBe('\r\n\r\n')
    clock.holdUp(LIMITS.idleMs)
    // All that fell due meanwhile runs before the answer is read.
    clock.advance(0)
    expect(flow?.isOpen()).toBe(true)
    accepted[0]?.write('\r\n')
    accepted[0]?.write(OPTIONS)
    await expect.poll(() => messages).toHaveLength(2)
    clock.advance(LIMITS.pongMs)
    expect(flow?.isOpen()).toBe(true)
    expect(closed).toEqual([])
  })

  it('closes, with those who are silent and those who shake no hands', async () => {
    const security = { kind: 'tls', ...LOOPBACK_CERTIFICATE } as const
    const { transport } = await openTransport({}, { security })
    const socket = await client(transport.port)
    await transport.close()
    await expect.poll(() => socket.closed).toBe(true)
    await transport.close()
  })
})
