import { ApiError } from '@iris/api-client'
import { describe, expect, test } from 'vitest'
import { errorWords, isForbidden } from './error-words.ts'

const problem = { type: 'x', title: 'Your role does not allow this', status: 403 } as const

describe('an error in words', () => {
  test('is what the backend says, in particular if it can', () => {
    const plain = new ApiError({ kind: 'problem', problem: { ...problem, code: 'forbidden' } })
    expect(errorWords(plain)).toBe('Your role does not allow this')
    expect(isForbidden(plain)).toBe(true)
    const detailed = { ...problem, code: 'conflict' as const, detail: 'Your phone is off.' }
    expect(errorWords(new ApiError({ kind: 'problem', problem: detailed }))).toBe(
      'Your phone is off.',
    )
  })

  test('says what to do when nothing, or something else, answers', () => {
    expect(errorWords(new ApiError({ kind: 'unreachable' }))).toContain('Check your connection')
    expect(errorWords(new ApiError({ kind: 'timeout' }))).toContain('in time')
    expect(errorWords(new ApiError({ kind: 'unreadable', status: 502 }))).toContain('502')
    expect(errorWords(new Error('inner secrets'))).toBe('Something unexpected went wrong.')
  })
})
