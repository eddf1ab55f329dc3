import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { MediaError } from '../media-engine.ts'
import type { PortRange } from '../options.ts'

/** The sockets of one leg: its audio's, and its RTCP's on the odd port above, where that is free. */
export interface SocketPair {
  readonly rtp: Socket
  readonly control: Socket | undefined
}

/** Tries for an even port when the system chooses; after these an odd one will do. */
const triesForEven = 16

/**
 * Binds sockets for RTP: even ports (RFC 3550 §11) of a range, each in its turn so that a port rests before it is used
 * again, or any free port for the range 0 to 0.
 */
export class RtpPorts {
  readonly #host: string
  readonly #ports: readonly number[]
  readonly #last: number
  #next = 0

  constructor(host: string, { from, to }: PortRange) {
    this.#host = host
    this.#last = to
    const first = from + (from % 2)
    const count = to === 0 ? 0 : Math.max(0, Math.floor((to - first) / 2) + 1)
    this.#ports = Array.from({ length: count }, (_, index) => first + index * 2)
    if (to !== 0 && count === 0) throw new RangeError(`There is no even port in ${from}–${to}.`)
  }

  /** Rejects with `MediaError` of kind `unavailable` when every port is taken. */
  async bind(): Promise<Socket> {
    return this.#ports.length === 0 ? await this.#bindAny() : await this.#bindNext()
  }

  /** A port for RTP with the next for RTCP (RFC 3550 §11). Rejects as `bind` does; does without RTCP if it must. */
  async bindPair(): Promise<SocketPair> {
    const rtp = await this.bind()
    const port = rtp.address().port + 1
    const isOurs = this.#last === 0 || port <= this.#last
    const control = isOurs ? await bindSocket(this.#host, port) : 'taken'
    return { rtp, control: control === 'taken' ? undefined : control }
  }

  async #bindNext(): Promise<Socket> {
    for (let tries = 0; tries < this.#ports.length; tries++) {
      const port = this.#ports[this.#next] ?? 0
      this.#next = (this.#next + 1) % this.#ports.length
      const socket = await bindSocket(this.#host, port)
      if (socket !== 'taken') return socket
    }
    throw new MediaError('unavailable', 'Every RTP port is taken.')
  }

  async #bindAny(): Promise<Socket> {
    for (let tries = 1; ; tries++) {
      const socket = await bindSocket(this.#host, 0)
      if (socket === 'taken') throw new MediaError('unavailable', 'No RTP port is free.')
      if (socket.address().port % 2 === 0 || tries === triesForEven) return socket
      socket.close()
    }
  }
}

async function bindSocket(host: string, port: number): Promise<Socket | 'taken'> {
  const family = isIPv6(host) ? 6 : 4
  const socket = createSocket({
    type: family === 6 ? 'udp6' : 'udp4',
    // Addresses are never names here: looking them up would cost a turn of the event loop for each packet.
    lookup: (address, _options, done) => done(null, address, family),
  })
  return await new Promise((resolve, reject) => {
    socket.once('error', (error: NodeJS.ErrnoException) => {
      socket.close()
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve('taken')
      else reject(new MediaError('unavailable', `RTP cannot use ${host}: ${error.message}`))
    })
    socket.bind(port, host, () => {
      socket.removeAllListeners('error')
      resolve(socket)
    })
  })
}
