/**
 * What went wrong with the database itself. Errors of a statement (a broken constraint, a cancelled query) are not
 * among these: they come through as `pg` gives them, with the SQLSTATE in `code`.
 *
 * - `unavailable`: the server cannot be reached, or went away in the middle; trying again later can help
 * - `busy`: every connection was taken for too long
 * - `in-use`: another process works on the data folder
 * - `cannot-start`: the embedded server does not start; the message says what to do
 * - `unsuitable`: the server is too old, or its user lacks a right; the message says which
 * - `migration`: a migration failed or was refused
 * - `bad-tenant`: the tenant's id is no UUID
 * - `closed`: the database was closed
 */
export class DatabaseError extends Error {
  readonly kind:
    | 'unavailable'
    | 'busy'
    | 'in-use'
    | 'cannot-start'
    | 'unsuitable'
    | 'migration'
    | 'bad-tenant'
    | 'closed'

  constructor(kind: DatabaseError['kind'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'DatabaseError'
    this.kind = kind
  }
}
