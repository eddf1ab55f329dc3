import { Pool, type ClientConfig } from 'pg'
import type { Logger } from '../logging/logger.ts'
import { columnTypes } from './column-types.ts'

export interface PoolOptions {
  readonly url: string
  readonly maxConnections: number
  readonly statementTimeoutMs: number
  readonly lockTimeoutMs: number
  readonly waitForConnectionMs: number
  readonly logger: Logger
}

/** How long a transaction may sit idle: longer means that its code waits for something outside the database. */
const idleInTransactionMs = 30_000
const connectWithinMs = 5_000
/** How much later than the server itself we give a statement up: only a server that is gone lets it come to that. */
const answerGraceMs = 5_000

/** The settings all our connections share. */
export function connectionConfig(url: string, purpose: string): ClientConfig {
  return {
    connectionString: url,
    application_name: `iris ${purpose}`,
    connectionTimeoutMillis: connectWithinMs,
    keepAlive: true,
    // Statements are sent without waiting for the answers to those before them.
    pipeline: true,
    // Instants are then written in a form that is quick to read, whatever the server is set to. A named statement keeps one
    // plan: planning costs more than most of our statements, and a plan for a given page size takes what stale statistics
    // count for the whole table, and sorts it all.
    options: '-c timezone=UTC -c plan_cache_mode=force_generic_plan',
    types: columnTypes,
  }
}

/** A bounded pool of connections. One that died while nobody used it is dropped and noted. */
export function openPool(options: PoolOptions): Pool {
  const pool = new Pool({
    ...connectionConfig(options.url, 'work'),
    connectionTimeoutMillis: options.waitForConnectionMs,
    max: options.maxConnections,
    idleTimeoutMillis: 30_000,
    statement_timeout: options.statementTimeoutMs,
    lock_timeout: options.lockTimeoutMs,
    idle_in_transaction_session_timeout: idleInTransactionMs,
    query_timeout: options.statementTimeoutMs + answerGraceMs,
  })
  pool.on('error', (error) =>
    options.logger.warn({ error: error.message }, 'an idle database connection was lost'),
  )
  // While a connection is lent out its failure is told to the running query; with none running, `pg` would otherwise
  // end the process, and the next query fails in any case.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}
