import { createSocket, type Socket } from 'node:dgram'
import { isIP } from 'node:net'
import type { Flow } from '../flow.ts'

export interface UdpTransportOptions {
  /** The address to bind to. */
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  readonly onMessage: (bytes: Buffer, flow: Flow) => void
  readonly onError: (error: Error) => void
}

/** SIP over UDP (RFC 3261 §18): one socket for all peers. */
export interface UdpTransport {
  /** The port it is bound to. */
  readonly port: number
  flowTo(address: string, port: number): Flow
  close(): Promise<void>
}

/** What the kernel may hold for us while the event loop is busy. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024
const NOBODY: Set<string> = new Set()

/** Rejects when the address cannot be bound. */
export async function openUdpTransport(options: UdpTransportOptions): Promise<UdpTransport> {
  const { host, port, onMessage, onError } = options
  const family = isIP(host) === 6 ? 6 : 4
  const socket = createSocket({
    type: family === 6 ? 'udp6' : 'udp4',
    recvBufferSize: RECEIVE_BUFFER_BYTES,
    // Addresses are never names here: looking them up would cost a turn of the event loop for each message.
    lookup: (address, _options, done) => done(null, address, family),
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(port, host, () => {
      socket.off('error', reject)
      resolve()
    })
  })
  let isOpen = true
  const flowTo = (address: string, remotePort: number): Flow =>
    udpFlow(socket, { address, port: remotePort, isOpen: () => isOpen, onError })
  socket.on('error', onError)
  socket.on('message', (bytes, { address, port: remotePort }) => {
    // Port 0 cannot be answered, and sending to it fails.
    if (remotePort > 0) onMessage(bytes, flowTo(address, remotePort))
  })
  return {
    port: socket.address().port,
    flowTo,
    close: () =>
      new Promise((resolve) => {
        if (!isOpen) {
          resolve()
          return
        }
        isOpen = false
        socket.close(resolve)
      }),
  }
}

function udpFlow(
  socket: Socket,
  {
    address,
    port,
    isOpen,
    onError,
  }: { address: string; port: number; isOpen: () => boolean; onError: (error: Error) => void },
): Flow {
  return {
    id: `udp:${address}:${port}`,
    transport: 'UDP',
    reliable: false,
    remoteAddress: address,
    remotePort: port,
    users: NOBODY,
    isOpen,
    send(message) {
      if (!isOpen()) return false
      socket.send(message, port, address, (error) => {
        if (error) onError(error)
      })
      return true
    },
    close: () => undefined,
  }
}
