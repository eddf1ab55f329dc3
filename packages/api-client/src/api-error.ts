import type { ErrorCode, FieldError, Problem } from '@iris/contracts'

/** Why a request came to nothing. Switch over `kind`; a `problem` carries the contract's closed set of codes. */
export type ApiFailure =
  /** The backend refused, and said why. */
  | { readonly kind: 'problem'; readonly problem: Problem }
  /** The backend could not be reached. */
  | { readonly kind: 'unreachable' }
  /** It did not answer in time. */
  | { readonly kind: 'timeout' }
  /** Something answered that is not our backend: a proxy's page, most likely. */
  | { readonly kind: 'unreadable'; readonly status: number }

/** What every call of the client rejects with. */
export class ApiError extends Error {
  readonly failure: ApiFailure

  constructor(failure: ApiFailure, options?: ErrorOptions) {
    super(textOf(failure), options)
    this.name = 'ApiError'
    this.failure = failure
  }

  /** The problem's code, where there is one. */
  get code(): ErrorCode | undefined {
    return this.failure.kind === 'problem' ? this.failure.problem.code : undefined
  }

  /** What is wrong with which field; empty where no field is to blame. */
  get fields(): readonly FieldError[] {
    return this.failure.kind === 'problem' ? (this.failure.problem.errors ?? []) : []
  }
}

function textOf(failure: ApiFailure): string {
  switch (failure.kind) {
    case 'problem':
      return failure.problem.detail ?? failure.problem.title
    case 'unreachable':
      return 'Iris cannot be reached. Check your connection.'
    case 'timeout':
      return 'Iris did not answer in time. Try again.'
    case 'unreadable':
      return `Something other than Iris answered (HTTP ${failure.status}).`
  }
}

/** Reads an answer that is no success. */
export async function failureOf(response: Response): Promise<ApiFailure> {
  const isProblem =
    response.headers.get('content-type')?.startsWith('application/problem+json') ?? false
  if (!isProblem) return { kind: 'unreadable', status: response.status }
  return { kind: 'problem', problem: (await response.json()) as Problem }
}
