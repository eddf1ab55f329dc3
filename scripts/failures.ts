// What the reports of the test runners say of the tests that failed, in a few lines each.
import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

/** What is read of Vitest's JSON report. */
export interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly testResults: readonly {
    readonly name: string
    /** Why the file could not be run, where no test of it is to blame. */
    readonly message: string
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: string
      readonly failureMessages: readonly string[] | null
    }[]
  }[]
}

interface PlaywrightSuite {
  readonly suites?: readonly PlaywrightSuite[]
  readonly specs: readonly {
    readonly title: string
    readonly ok: boolean
    readonly file: string
    readonly line: number
    readonly tests: readonly {
      readonly results: readonly { readonly error?: { readonly message?: string } }[]
    }[]
  }[]
}

/** What is read of Playwright's JSON report. */
export interface PlaywrightReport {
  readonly stats: { readonly expected: number; readonly unexpected: number; readonly flaky: number }
  readonly suites: readonly PlaywrightSuite[]
}

const linesOfEach = 12

export function failuresOfVitest(
  { testResults }: Pick<VitestReport, 'testResults'>,
  root: string,
): string[] {
  return testResults.flatMap(({ name, message, assertionResults }) => {
    const file = relative(root, name)
    const failed = assertionResults.filter(({ status }) => status === 'failed')
    if (failed.length === 0) return message === '' ? [] : [told(file, message)]
    return failed.map(({ fullName, failureMessages }) =>
      told(`${file} › ${fullName}`, failureMessages?.join('\n') ?? ''),
    )
  })
}

export function failuresOfPlaywright(suites: readonly PlaywrightSuite[]): string[] {
  return suites.flatMap((suite) => [
    ...failuresOfPlaywright(suite.suites ?? []),
    ...suite.specs
      .filter(({ ok }) => !ok)
      .map(({ title, file, line, tests }) => {
        const errors = tests.flatMap(({ results }) => results.map(({ error }) => error?.message))
        return told(`${file}:${line} › ${title}`, errors.find((error) => error !== undefined) ?? '')
      }),
  ])
}

function told(what: string, why: string): string {
  const lines = stripVTControlCharacters(why).trim().split('\n').slice(0, linesOfEach)
  return ['', `  ✗ ${what}`, ...lines.map((line) => `    ${line}`)].join('\n')
}
