import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** Stands between a client and a server, and can fail as networks do. */
export interface TcpProxy {
  readonly port: number
  /** Cuts every connection and refuses new ones. */
  cut(): Promise<void>
  /** Lets connections through again. */
  mend(): Promise<void>
  /** Swallows what the server says, as a network does that drops packets. */
  silence(): void
}

/** A proxy to a server on the loopback address, until the test is over. */
export async function tcpProxy(targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  let silent = false
  const server = createServer((client) => {
    const target = connect(targetPort, '127.0.0.1')
    for (const socket of [client, target]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        target.destroy()
      })
    }
    client.on('data', (data) => target.write(data))
    target.on('data', (data) => silent || client.write(data))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0

  async function cut(): Promise<void> {
    for (const socket of sockets) socket.destroy()
    if (!server.listening) return
    server.close()
    await once(server, 'close')
  }

  async function mend(): Promise<void> {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }

  onTestFinished(cut)
  return { port, cut, mend, silence: () => (silent = true) }
}
