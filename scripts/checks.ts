// Runs the checks in order and closes with how many passed and failed. With a name, runs that one alone.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ensureBuilt } from './build.mjs'
import {
  failuresOfPlaywright,
  failuresOfVitest,
  type PlaywrightReport,
  type VitestReport,
} from './failures.ts'
import { ensureTestTools, ensureVendorContracts } from './test-tools.ts'

interface Outcome {
  readonly passed: number
  readonly failed: number
  /** What failed and why, a test each: said once more at the end, where it is found. */
  readonly failures?: readonly string[]
}

interface Check {
  readonly name: string
  /** What to do when it fails. */
  readonly remedy: string
  readonly run: () => Promise<Outcome> | Outcome
}

const root = fileURLToPath(new URL('..', import.meta.url))
const reports = `${root}.cache/reports`

const checks: readonly Check[] = [
  {
    name: 'format',
    remedy: 'npm run format',
    run: () => tool('oxfmt', ['--check', '.']),
  },
  {
    name: 'lint',
    remedy: 'see the lines above; each names its rule. Layers and bounds are in .oxlintrc.json',
    run: () => sum(tool('oxlint', ['--deny-warnings', '.']), tool('knip', [])),
  },
  {
    name: 'types',
    remedy: 'see the lines above',
    run: async () =>
      sum(
        // The web's take as long as the others together.
        ...(await Promise.all([
          inTurn([
            ['tsc', 'tsconfig.pure.json'],
            ['tsc', 'tsconfig.node.json'],
            ['tsc', 'tsconfig.e2e.json'],
          ]),
          inTurn([['vue-tsc', 'tsconfig.web.json']]),
        ])),
      ),
  },
  {
    name: 'unit',
    remedy: 'npx vitest --project unit --project dom',
    run: () => vitest('unit', 'dom'),
  },
  { name: 'database', remedy: 'npx vitest --project database', run: () => vitest('database') },
  {
    name: 'contract',
    remedy: "npx vitest --project 'contract*'",
    run: () => vitest('contract', 'contract-alone'),
  },
  {
    name: 'browser',
    remedy: 'npx playwright test --ui, or open test-results/ for pictures and traces',
    run: browser,
  },
]

function tool(command: string, args: readonly string[]): Outcome {
  const { status } = spawnSync(`${root}node_modules/.bin/${command}`, args, {
    cwd: root,
    stdio: 'inherit',
  })
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

/** Checks types, one project after the other, beside whatever else runs. */
async function inTurn(
  projects: readonly (readonly [command: 'tsc' | 'vue-tsc', config: string])[],
): Promise<Outcome> {
  const outcomes: Outcome[] = []
  for (const [command, config] of projects) {
    const child = spawn(`${root}node_modules/.bin/${command}`, ['-p', config], {
      cwd: root,
      stdio: 'inherit',
    })
    const [status] = await once(child, 'close')
    outcomes.push(status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 })
  }
  return sum(...outcomes)
}

function vitest(...projects: readonly [string, ...string[]]): Outcome {
  const report = `${reports}/${projects[0]}.json`
  const { failed } = tool('vitest', [
    'run',
    ...projects.flatMap((project) => ['--project', project]),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ])
  return counted(failed, () => {
    const result = JSON.parse(readFileSync(report, 'utf8')) as VitestReport
    const { numPassedTests: passed, numFailedTests } = result
    return { passed, failed: numFailedTests, failures: failuresOfVitest(result, root) }
  })
}

async function browser(): Promise<Outcome> {
  await ensureBuilt()
  return sum(playwright('screens', 2), playwright('calls', 1))
}

function playwright(project: 'screens' | 'calls', workers: number): Outcome {
  const report = `${reports}/${project}.json`
  process.env['PLAYWRIGHT_JSON_OUTPUT_NAME'] = report
  const { failed } = tool('playwright', [
    'test',
    `--project=${project}`,
    `--workers=${workers}`,
    '--reporter=list,json',
  ])
  return counted(failed, () => {
    const result = JSON.parse(readFileSync(report, 'utf8')) as PlaywrightReport
    const { expected, unexpected, flaky } = result.stats
    return {
      passed: expected,
      failed: unexpected + flaky,
      failures: failuresOfPlaywright(result.suites),
    }
  })
}

/** What a runner counted; a runner that failed without a failed test (a file that would not load) counts as one. */
function counted(runnerFailed: number, read: () => Outcome): Outcome {
  try {
    const outcome = read()
    return { ...outcome, failed: Math.max(outcome.failed, runnerFailed) }
  } catch {
    return { passed: 0, failed: 1 }
  }
}

function sum(...outcomes: readonly Outcome[]): Outcome {
  return {
    passed: outcomes.reduce((total, { passed }) => total + passed, 0),
    failed: outcomes.reduce((total, { failed }) => total + failed, 0),
    failures: outcomes.flatMap(({ failures }) => failures ?? []),
  }
}

const only = process.argv[2]
const wanted = checks.filter(({ name }) => only === undefined || name === only)
if (wanted.length === 0) {
  console.error(
    `There is no check called ${only}. There are: ${checks.map(({ name }) => name).join(', ')}.`,
  )
  process.exit(1)
}
rmSync(reports, { recursive: true, force: true })
mkdirSync(reports, { recursive: true })
if (wanted.some(({ name }) => name === 'contract' || name === 'browser')) ensureTestTools()
if (wanted.some(({ name }) => name === 'unit' || name === 'contract')) ensureVendorContracts()

const outcomes: Outcome[] = []
const failures: { readonly check: Check; readonly tests: readonly string[] }[] = []
for (const check of wanted) {
  console.log(`\n── ${check.name}`)
  const startedAt = performance.now()
  const outcome = await check.run()
  outcomes.push(outcome)
  if (outcome.failed > 0) failures.push({ check, tests: outcome.failures ?? [] })
  const seconds = Math.round((performance.now() - startedAt) / 1000)
  console.log(`── ${check.name}: ${outcome.passed} passed, ${outcome.failed} failed (${seconds} s)`)
}
for (const { check, tests } of failures) {
  console.log(`\n${check.name} failed. What to do: ${check.remedy}`)
  for (const test of tests) console.log(test)
}
const total = sum(...outcomes)
console.log(`\n${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed > 0 ? 1 : 0
