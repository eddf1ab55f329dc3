import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** One request as a customer's server got it. */
export interface Hook {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly text: string
  readonly body: Record<string, unknown>
}

type Answer = (hook: Hook, response: ServerResponse) => unknown

/** A customer's server: real HTTP on loopback. What it answers is JSON, unless the answer is made by hand. */
export async function openWebhookServer() {
  const hooks: Hook[] = []
  const answers = new Map<string, Answer>()
  const server = createServer((request, response) => {
    void answer(request, response)
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = (await buffer(request)).toString('utf8')
    const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
    const hook = { path: request.url ?? '', headers: request.headers, text, body }
    hooks.push(hook)
    const made = answers.get(hook.path)?.(hook, response)
    if (response.headersSent || made === undefined) return
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(made))
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origin,
    /** Everything that was asked, in order. */
    hooks,
    /** Answers a path from now on. An answer of `undefined` leaves the response to the function. */
    answer: (path: string, made: Answer): string => {
      answers.set(path, made)
      return `${origin}${path}`
    },
    /** What was asked of a path. */
    asked: (path: string): Hook[] => hooks.filter((hook) => hook.path === path),
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

export type WebhookServer = Awaited<ReturnType<typeof openWebhookServer>>
