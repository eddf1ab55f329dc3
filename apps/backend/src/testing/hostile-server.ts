import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** One request as the server got it. */
interface Asked {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly text: string
}

type Answerer = (response: ServerResponse, asked: Asked) => unknown

/** A server on loopback that answers as a test says, however bad that is. */
export async function openHostileServer() {
  const asked: Asked[] = []
  let answerer: Answerer = (response) => response.end()
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { method = '', url = '', headers } = request
      const one = { method, url, headers, text: body }
      asked.push(one)
      return answerer(response, one)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    /** Answers like this from now on, and forgets what was asked. */
    answers(next: Answerer) {
      asked.length = 0
      answerer = next
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
