import {
  AbortedTransactionError,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
} from 'kysely'
import type { Pool, PoolClient, QueryConfig } from 'pg'
import { explainFailure, isConnectionFailure } from './connection-failure.ts'
import { DatabaseError } from './database-error.ts'
import { StatementNames } from './statement-names.ts'

/**
 * Kysely on a pool of `pg`, whose transactions begin with the statements in `begin`: sent as one, so that a tenant's
 * transaction costs no more round trips than any other.
 */
export function kyselyOn<Tables>(pool: Pool, begin: string): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createQueryCompiler: () => new PostgresQueryCompiler(),
      createIntrospector: (kysely) => new PostgresIntrospector(kysely),
      createDriver: () => new TransactionDriver(pool, begin),
    },
  })
}

class TransactionDriver implements Driver {
  readonly #pool: Pool
  readonly #begin: string
  readonly #names = new StatementNames()

  constructor(pool: Pool, begin: string) {
    this.#pool = pool
    this.#begin = begin
  }

  init(): Promise<void> {
    return Promise.resolve()
  }

  async acquireConnection(): Promise<PoolConnection> {
    try {
      return new PoolConnection(await this.#pool.connect(), this.#names)
    } catch (error) {
      throw explainFailure(error)
    }
  }

  /** Not awaited: the first statement follows on its heels, in the same flight. */
  beginTransaction(connection: PoolConnection): Promise<void> {
    connection.begin(this.#begin)
    return Promise.resolve()
  }

  async commitTransaction(connection: PoolConnection): Promise<void> {
    const outcome = await connection.command('commit').catch((cause: unknown) => {
      if (!(cause instanceof DatabaseError)) throw cause
      const message = `${cause.message} (while committing: the change may or may not have been made)`
      throw new DatabaseError(cause.kind, message, { cause })
    })
    // PostgreSQL answers COMMIT with ROLLBACK when a statement had failed before, whoever caught its error.
    if (outcome === 'ROLLBACK') throw new AbortedTransactionError()
  }

  /** Never rejects: the error that led here is the one to tell. A connection that cannot roll back is given up. */
  async rollbackTransaction(connection: PoolConnection): Promise<void> {
    if (!connection.broken) await connection.rollback().catch(() => connection.giveUp())
  }

  releaseConnection(connection: PoolConnection): Promise<void> {
    connection.release()
    return Promise.resolve()
  }

  destroy(): Promise<void> {
    return Promise.resolve()
  }
}

class PoolConnection implements DatabaseConnection {
  readonly #client: PoolClient
  readonly #names: StatementNames
  #broken = false
  /** The statements that begin the transaction, under way. */
  #begun: Promise<unknown> = Promise.resolve()

  constructor(client: PoolClient, names: StatementNames) {
    this.#client = client
    this.#names = names
  }

  /**
   * Sends the statements that begin a transaction. Should one of them fail, PostgreSQL refuses every statement after it
   * until the rollback: none runs outside of the transaction, or as another tenant.
   */
  begin(sql: string): void {
    this.#begun = this.#query({ text: sql })
    this.#begun.catch(() => undefined)
  }

  /** Also where the transaction did not begin. */
  async rollback(): Promise<void> {
    await this.#client.query('rollback')
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const name = this.#names.nameOf(query.sql)
    const { command, rowCount, rows } = await this.#query<Row>({
      text: query.sql,
      values: [...query.parameters],
      ...(name !== undefined && { name }),
    })
    const changes = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'].includes(command)
    return changes ? { rows, numAffectedRows: BigInt(rowCount ?? 0) } : { rows }
  }

  /** Rows come in one piece: nothing here reads more of them than fit into memory. */
  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    yield await this.executeQuery<Row>(query)
  }

  /** Whether it failed in a way that leaves it of no use. */
  get broken(): boolean {
    return this.#broken
  }

  async command(sql: string): Promise<string> {
    return (await this.#query({ text: sql })).command
  }

  giveUp(): void {
    this.#broken = true
  }

  release(): void {
    this.#client.release(this.#broken)
  }

  async #query<Row>(query: QueryConfig) {
    const begun = this.#begun
    try {
      const [answer] = await Promise.all([this.#client.query<Row & object>(query), begun])
      return answer
    } catch (error) {
      this.#broken ||= error instanceof Error && isConnectionFailure(error)
      // Where the transaction did not begin, that is the reason, whichever of the two answers was read first.
      await begun
      throw explainFailure(error)
    }
  }
}
