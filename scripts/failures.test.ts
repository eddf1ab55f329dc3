import { describe, expect, it } from 'vitest'
import { failuresOfPlaywright, failuresOfVitest } from './failures.ts'

describe('what failed', () => {
  it('is named with its file and its reason, in a few lines without colours', () => {
    const why = ['\u001B[31mexpected 1 to be 2\u001B[39m', ...Array(30).fill('    at somewhere')]
    const failures = failuresOfVitest(
      {
        testResults: [
          {
            name: '/house/packages/a/src/a.test.ts',
            message: '',
            assertionResults: [
              { fullName: 'a thing is so', status: 'failed', failureMessages: [why.join('\n')] },
              { fullName: 'a thing is not', status: 'passed', failureMessages: [] },
            ],
          },
        ],
      },
      '/house/',
    )
    expect(failures).toHaveLength(1)
    const lines = failures[0]?.split('\n') ?? []
    expect(lines.slice(0, 3)).toEqual([
      '',
      '  ✗ packages/a/src/a.test.ts › a thing is so',
      '    expected 1 to be 2',
    ])
    expect(lines).toHaveLength(14)
  })

  it('is the file, where none of its tests ran', () => {
    const [failure] = failuresOfVitest(
      {
        testResults: [
          { name: '/house/b.test.ts', message: 'No such module', assertionResults: [] },
        ],
      },
      '/house/',
    )
    expect(failure).toBe('\n  ✗ b.test.ts\n    No such module')
  })

  it('is found in suites within suites of browsers', () => {
    const spec = (title: string, ok: boolean) => ({
      title,
      ok,
      file: 'e2e/a.spec.ts',
      line: 7,
      tests: [{ results: [ok ? {} : { error: { message: 'timed out' } }] }],
    })
    const inner = { specs: [spec('goes wrong', false), spec('goes well', true)] }
    expect(failuresOfPlaywright([{ specs: [], suites: [inner] }])).toEqual([
      '\n  ✗ e2e/a.spec.ts:7 › goes wrong\n    timed out',
    ])
  })
})
