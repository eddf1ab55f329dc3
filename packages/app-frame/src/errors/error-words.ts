import { ApiError } from '@iris/api-client'
import { frameWords } from '../frame-words.ts'

/** What an error means, in a sentence for people. */
export function errorWords(error: unknown): string {
  if (!(error instanceof ApiError)) return frameWords('errors.unexpected')
  const { failure } = error
  switch (failure.kind) {
    case 'problem':
      return failure.problem.detail ?? failure.problem.title
    case 'unreadable':
      return frameWords('errors.unreadable', { status: failure.status })
    case 'unreachable':
    case 'timeout':
      return frameWords(`errors.${failure.kind}`)
  }
}

/** Whether the one who asked may not see it. */
export function isForbidden(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'forbidden'
}
