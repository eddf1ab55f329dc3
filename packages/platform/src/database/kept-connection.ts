import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import type { Logger } from '../logging/logger.ts'
import { connectionConfig } from './connection-pool.ts'
import { DatabaseError } from './database-error.ts'

/** One connection that is made anew whenever it is lost. */
export interface KeptConnection {
  /** The connection, made on the first call; waits while the server is away. */
  get(): Promise<Client>
  /** The connection if there is one now. */
  current(): Client | undefined
  close(): Promise<void>
}

export interface KeptConnectionOptions {
  readonly url: string
  readonly logger: Logger
  /** Readies every new connection, before anybody gets it. */
  prepare(client: Client): Promise<void>
}

const retryPausesMs = [50, 200, 1_000, 3_000]
/** A connection that died without a word (a cable, a firewall) is noticed after this long. */
const checkEveryMs = 20_000
const answerWithinMs = 5_000

export function keepConnection(options: KeptConnectionOptions): KeptConnection {
  const { logger } = options
  const closing = new AbortController()
  let live: Client | undefined
  let connecting: Promise<Client> | undefined

  function get(): Promise<Client> {
    if (live) return Promise.resolve(live)
    connecting ??= connect().finally(() => (connecting = undefined))
    return connecting
  }

  async function connect(): Promise<Client> {
    for (let attempt = 0; !closing.signal.aborted; attempt++) {
      try {
        live = await connectOnce()
        return live
      } catch (error) {
        logger.warn({ error: String(error) }, 'the connection for notices failed; trying again')
        const pauseMs = retryPausesMs[Math.min(attempt, retryPausesMs.length - 1)]
        await pause(pauseMs, undefined, { signal: closing.signal }).catch(() => undefined)
      }
    }
    throw new DatabaseError('closed', 'The database was closed.')
  }

  async function connectOnce(): Promise<Client> {
    const config = connectionConfig(options.url, 'notices')
    const client = new Client({ ...config, query_timeout: answerWithinMs })
    client.on('error', () => lost(client))
    client.on('end', () => lost(client))
    try {
      await client.connect()
      await options.prepare(client)
      return client
    } catch (error) {
      await client.end().catch(() => undefined)
      throw error
    }
  }

  function lost(client: Client): void {
    if (client !== live) return
    live = undefined
    client.end().catch(() => undefined)
    if (closing.signal.aborted) return
    logger.warn({}, 'the connection for notices was lost; connecting again')
    get().catch(() => undefined)
  }

  const check = setInterval(() => {
    const client = live
    client?.query('select 1').catch(() => lost(client))
  }, checkEveryMs)
  check.unref()

  async function close(): Promise<void> {
    closing.abort()
    clearInterval(check)
    await connecting?.catch(() => undefined)
    await live?.end()
  }

  return { get, current: () => live, close }
}
