import { errorCodes, type ErrorCode, type FieldError, type Problem } from '@iris/contracts'

interface Particulars {
  /** What happened in this case, in words for the user. */
  readonly detail?: string
  readonly errors?: readonly FieldError[]
  readonly retryAfterSeconds?: number
  /** What is there in place of what was expected. */
  readonly current?: Problem['current']
}

/** A refusal with one of the contract's codes: what services throw and the HTTP edge answers with. */
export class Refusal extends Error {
  readonly code: ErrorCode
  readonly particulars: Particulars

  constructor(code: ErrorCode, particulars: Particulars = {}) {
    super(particulars.detail ?? errorCodes[code].title)
    this.name = 'Refusal'
    this.code = code
    this.particulars = particulars
  }
}

/** A refusal because of one field. `path` is a JSON pointer into the body. */
export function invalidField(path: string, message: string): Refusal {
  return new Refusal('validation_failed', { errors: [{ path, message }] })
}

/** Gives back what a look-up found, or refuses with `not_found`. */
export function found<T>(thing: T | undefined, what: string): T {
  if (thing === undefined) throw new Refusal('not_found', { detail: `There is no such ${what}.` })
  return thing
}

/** Whether PostgreSQL refused a write because of the named unique constraint or foreign key. */
export function violates(error: unknown, constraint: string): boolean {
  return error instanceof Error && 'constraint' in error && error.constraint === constraint
}
