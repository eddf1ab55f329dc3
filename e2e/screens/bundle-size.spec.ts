import { expect, test } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants } from 'node:zlib'

/** One chunk in Vite's manifest, by the source it was made from. */
interface Chunk {
  readonly file: string
  readonly imports?: readonly string[]
}

const dist = fileURLToPath(new URL('../../dist/', import.meta.url))
const manifest: Readonly<Record<string, Chunk>> = JSON.parse(
  readFileSync(`${dist}.vite/manifest.json`, 'utf8'),
)

/** What an agent's browser fetches from a cold start until the sign-in can be used: the first load. */
const agentFirstLoad = [
  'apps/agent-desktop/index.html',
  'packages/app-frame/src/session/SignInPage.vue',
]
const mostFirstBytes = 150_000
/** And until the phone is registered: JsSIP, a third of it all, and what is shown of a call come while the agent signs in. */
const agentPhoneLoad = [
  ...agentFirstLoad,
  'packages/softphone/src/jssip-phone.ts',
  'apps/agent-desktop/src/features/call/in-hand.ts',
]
const mostPhoneBytes = 205_000

/** The scripts that the given sources bring with them, each once. */
function scriptsOf(sources: readonly string[]): string[] {
  const seen = new Set<string>()
  const visit = (source: string): void => {
    if (seen.has(source)) return
    const chunk = manifest[source]
    if (!chunk) throw new Error(`the build has no ${source}: is this list up to date?`)
    seen.add(source)
    for (const needed of chunk.imports ?? []) visit(needed)
  }
  for (const source of sources) visit(source)
  return [...seen].map((source) => manifest[source]?.file ?? '').filter((f) => f.endsWith('.js'))
}

/** Bytes on the wire; compressed as the backend's files are (see scripts/build.mjs). */
function brotliSize(file: string): number {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 }
  return brotliCompressSync(readFileSync(dist + file), { params }).length
}

function expectAtMost(sources: readonly string[], mostBytes: number): void {
  const sizes = scriptsOf(sources).map((file) => ({ file, bytes: brotliSize(file) }))
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0)
  const report = sizes
    .toSorted((a, b) => b.bytes - a.bytes)
    .map(({ file, bytes }) => `${String(bytes).padStart(8)}  ${file}`)
    .join('\n')
  expect(total, `${total} bytes are loaded:\n${report}`).toBeLessThanOrEqual(mostBytes)
}

test('an agent’s first load is at most 150 kB of script', () => {
  expectAtMost(agentFirstLoad, mostFirstBytes)
})

test('an agent has fetched at most 205 kB of script when the phone is registered', () => {
  expectAtMost(agentPhoneLoad, mostPhoneBytes)
})

test('charts and the flow canvas are no part of what an agent loads', () => {
  const scripts = scriptsOf(agentPhoneLoad).map((file) => readFileSync(dist + file, 'utf8'))
  // What both libraries have in their code whatever a minifier does to it.
  const marks = ['vue-flow__', 'echarts']
  for (const mark of marks) expect(scripts.some((script) => script.includes(mark))).toBe(false)
})
