import type { Transaction } from 'kysely'

/**
 * The database port: PostgreSQL (15 or later), started by us or named by `DATABASE_URL`. All work happens in a
 * transaction, and a transaction belongs either to one tenant or to the system.
 *
 * `bigint` is read as a number (as a `bigint` beyond 2^53), `timestamptz` as a Date, `date` and `timestamp` as text.
 * Every method rejects with a `DatabaseError` when the server is away; errors of a statement come through as `pg` gives
 * them, with their SQLSTATE in `code`.
 */
export interface Database<Tables> {
  /**
   * Runs `work` in one transaction as a role that row-level security binds, with `app.tenant_id` set: it sees and
   * writes this tenant's rows only. Commits when `work` resolves and rolls back when it rejects. A statement that
   * fails spoils the whole transaction, even if `work` catches its error.
   * @throws DatabaseError `bad-tenant` when `tenantId` is no UUID
   */
  asTenant<Result>(
    tenantId: string,
    work: (tx: Transaction<Tables>) => Promise<Result>,
  ): Promise<Result>
  /**
   * The same for reading alone, as of one instant: no statement sees what commits meanwhile. Whatever would write is refused.
   * @throws DatabaseError `bad-tenant` when `tenantId` is no UUID
   */
  readAsTenant<Result>(
    tenantId: string,
    work: (tx: Transaction<Tables>) => Promise<Result>,
  ): Promise<Result>
  /**
   * Runs `work` in one transaction that sees every tenant: for sign-in, number look-up, reapers and the bus only. It
   * sees them because it owns the tables, so migrations enable row-level security and never force it.
   */
  asSystem<Result>(work: (tx: Transaction<Tables>) => Promise<Result>): Promise<Result>
  /**
   * Calls back with each payload NOTIFYed on a channel, and resolves once it listens. Reconnects by itself; `onGap` then
   * says that notices may be missing.
   */
  listen(
    channel: string,
    onNotice: (payload: string) => void,
    onGap: () => void,
  ): Promise<() => Promise<void>>
  /** Rejects when the database does not answer within a second. */
  ping(): Promise<void>
  /** Lets running transactions end, for a bounded time, and stops the server if it is ours. */
  close(): Promise<void>
}

const afterCommits = new WeakMap<object, (() => void)[]>()

/**
 * Runs `effect` once the transaction has committed; never, if it does not. For effects outside the database. One that
 * throws is logged and harms neither the transaction nor the others.
 * @throws Error when `tx` is no open transaction of `asTenant` or `asSystem`
 */
export function afterCommit<Tables>(tx: Transaction<Tables>, effect: () => void): void {
  const effects = afterCommits.get(tx)
  if (!effects) throw new Error('afterCommit was called outside of asTenant and asSystem')
  effects.push(effect)
}

/** For drivers: runs `work` with a list for its effects, and gives them back to run after the commit. */
export async function collectingEffects<Tables, Result>(
  tx: Transaction<Tables>,
  work: (tx: Transaction<Tables>) => Promise<Result>,
): Promise<{ result: Result; effects: (() => void)[] }> {
  const effects: (() => void)[] = []
  afterCommits.set(tx, effects)
  try {
    return { result: await work(tx), effects }
  } finally {
    afterCommits.delete(tx)
  }
}
