import { DatabaseError } from './database-error.ts'

/** SQLSTATEs (PostgreSQL, appendix A) after which the connection is gone or was never made; class 08 beside them. */
const goneStates = new Set([
  '25P03', // idle_in_transaction_session_timeout
  '53300', // too_many_connections
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now: starting up, shutting down, recovering
  '57P05', // idle_session_timeout
])

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
])

/** What `pg` says, without any code, when a connection died under it. */
const deathMessages = /Connection terminated|not queryable|Query read timeout|Client was closed/

/** What `pg-pool` says when no connection came free in time. */
const poolFull = 'timeout exceeded when trying to connect'

/** Names an error that `pg` gave for what it means to us; one of a statement is given back as it is. */
export function explainFailure(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  if (error.message === poolFull) {
    return new DatabaseError('busy', 'Every connection to the database is taken.', { cause: error })
  }
  if (!isConnectionFailure(error)) return error
  return new DatabaseError('unavailable', `The database is away: ${describe(error)}`, {
    cause: error,
  })
}

/** Whether the connection that gave this error is not to be used again. */
export function isConnectionFailure(error: Error): boolean {
  const code = codeOf(error)
  return (
    goneStates.has(code) ||
    networkCodes.has(code) ||
    code.startsWith('08') ||
    deathMessages.test(error.message)
  )
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** A refused connection to a name with several addresses is an AggregateError without a message. */
function describe(error: Error): string {
  return error.message === '' ? codeOf(error) : error.message
}
