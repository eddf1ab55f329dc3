import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders, Server, ServerResponse } from 'node:http'

/** One request as it came in. */
export interface Came {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: unknown
}

type Reply = (came: Came, response: ServerResponse) => void

/** A real HTTP server on a free port of the loopback that answers as each test says. */
export class HttpBackend {
  readonly came: Came[] = []
  readonly origin: string
  readonly #server: Server
  readonly #replies = new Map<string, Reply>()

  private constructor(server: Server, port: number) {
    this.#server = server
    this.origin = `http://127.0.0.1:${port}`
    server.on('request', (request, response) => {
      const pieces: Buffer[] = []
      request.on('data', (piece: Buffer) => pieces.push(piece))
      request.on('end', () => {
        const text = Buffer.concat(pieces).toString()
        const { method = '', url = '', headers } = request
        const came = { method, url, headers, body: text === '' ? undefined : JSON.parse(text) }
        this.came.push(came)
        const reply = this.#replies.get(`${method} ${url.split('?')[0]}`)
        if (reply) reply(came, response)
        else response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not here</h1>')
      })
    })
  }

  static async start(): Promise<HttpBackend> {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    return new HttpBackend(server, address.port)
  }

  on(route: string, reply: Reply): void {
    this.#replies.set(route, reply)
  }

  /** Answers with JSON. */
  answer(route: string, body: (came: Came) => unknown, status = 200): void {
    this.on(route, (came, response) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(body(came)))
    })
  }

  /** Refuses with problem+json. */
  refuse(route: string, problem: { readonly code: string; readonly status: number }): void {
    this.on(route, (_came, response) => {
      response.writeHead(problem.status, { 'content-type': 'application/problem+json' })
      response.end(JSON.stringify({ type: 'about:blank', title: problem.code, ...problem }))
    })
  }

  to(route: string): Came[] {
    return this.came.filter(({ method, url }) => `${method} ${url.split('?')[0]}` === route)
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }
}
