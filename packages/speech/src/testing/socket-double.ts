import { Ajv } from 'ajv'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'

/** What a vendor's double does with one connection; what is wrong goes to `violation`. */
export type ServeSocket = (socket: SocketOfDouble) => {
  message(data: Buffer, isBinary: boolean): void
}

interface SocketOfDouble {
  send(data: string | Uint8Array): void
  close(code?: number): void
  violation(text: string): void
}

export interface SocketContract {
  readonly path: string
  /** JSON schema of the query; what may come several times is an array. */
  readonly query: object
  /** A header that must be there, if one must. */
  readonly credentials?: string
}

export type SocketBehaviour =
  | { readonly kind: 'answers' }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'hangs' }
  | { readonly kind: 'drops' }
  | { readonly kind: 'says'; readonly data: string | Uint8Array }

/** Stands in for a vendor that is spoken to over a WebSocket; gone after the test. */
export async function openSocketDouble(contract: SocketContract, serve: ServeSocket) {
  const server = createServer()
  const sockets = new WebSocketServer({ noServer: true })
  const violations: string[] = []
  const requests: URL[] = []
  const double = {
    origin: '',
    violations,
    requests,
    /** How many are connected. */
    connected: () => sockets.clients.size,
    behaviour: { kind: 'answers' } as SocketBehaviour,
  }

  server.on('upgrade', (request, socket, head) => {
    const url = new URL(request.url ?? '/', 'http://vendor.example')
    requests.push(url)
    violations.push(...violationsOf(url, request, contract))
    const { behaviour } = double
    if (behaviour.kind === 'status') {
      socket.end(`HTTP/1.1 ${behaviour.status} No\r\nContent-Length: 0\r\n\r\n`)
      return
    }
    sockets.handleUpgrade(request, socket, head, (client) =>
      behave(client, behaviour, serve, violations),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const client of sockets.clients) client.terminate()
    server.close()
  })
  double.origin = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
  return double
}

function behave(
  client: WebSocket,
  behaviour: SocketBehaviour,
  serve: ServeSocket,
  violations: string[],
): void {
  const served = serve({
    send: (data) => client.send(data),
    close: (code) => client.close(code),
    violation: (text) => violations.push(text),
  })
  client.on('message', (data: RawData, isBinary) => {
    switch (behaviour.kind) {
      case 'answers':
        return served.message(data as Buffer, isBinary)
      case 'says':
        return client.send(behaviour.data)
      case 'drops':
        return client.terminate()
      case 'hangs':
      case 'status':
    }
  })
}

function violationsOf(url: URL, { headers }: IncomingMessage, contract: SocketContract): string[] {
  const query = Object.fromEntries(
    [...url.searchParams.keys()].map((name) => {
      const all = url.searchParams.getAll(name)
      return [name, name === 'keyterm' ? all : (all[0] ?? '')]
    }),
  )
  const ajv = new Ajv({ allErrors: true })
  const validate = ajv.compile({ type: 'object', additionalProperties: false, ...contract.query })
  const { credentials } = contract
  return [
    ...(url.pathname === contract.path ? [] : [`there is no ${url.pathname}`]),
    ...(validate(query) ? [] : [ajv.errorsText(validate.errors)]),
    ...(credentials === undefined || headers[credentials] ? [] : [`no header ${credentials}`]),
  ]
}
