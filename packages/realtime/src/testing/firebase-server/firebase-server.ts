import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { answerAuth } from './auth-endpoints.ts'
import { Connection } from './connection.ts'
import { DatabaseState } from './database-state.ts'
import { rulesOf } from './rules.ts'
import type { Json } from './tree.ts'

export interface FirebaseServer {
  /** `127.0.0.1:port`: of the database and of the authentication. */
  readonly host: string
  readonly port: number
  /** What is there, whoever may read it. */
  valueAt(path: string): Json
  /** How many writes came, and how large they were. */
  readonly written: { readonly count: number; readonly bytes: number }
  close(): Promise<void>
}

/**
 * A Realtime Database on this machine for tests: its WebSocket protocol (version 5) as the real SDKs speak it, with the rules
 * of security, and stand-ins for the endpoints that trade tokens in. It keeps everything in memory and has no queries.
 */
export async function openFirebaseServer(rules: object): Promise<FirebaseServer> {
  const state = new DatabaseState(rulesOf(rules))
  const server = createServer((request, response) => void answerAuth(request, response))
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket, request) => {
    const connection = new Connection(state, (message) => socket.send(JSON.stringify(message)))
    socket.on('message', (data) => connection.take(String(data)))
    socket.on('close', () => connection.close())
    connection.greet(request.headers.host ?? '')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    host: `127.0.0.1:${port}`,
    port,
    valueAt: (path) => state.valueAt(path),
    written: state.written,
    close: () => close(server, sockets),
  }
}

async function close(server: Server, sockets: WebSocketServer): Promise<void> {
  for (const socket of sockets.clients) socket.terminate()
  server.close()
  server.closeAllConnections()
  await once(server, 'close')
}
