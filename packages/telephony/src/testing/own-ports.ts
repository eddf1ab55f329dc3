import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PortRange } from '../media/options.ts'

/** Below those that systems give out by themselves, so that none is taken between one use and the next. */
const firstPort = 12_000
const audioPorts = 200
const singlePorts = 20
const shares = 90

let own: { readonly from: number } | undefined
let singles = 0

/** Ports for audio that the processes of other tests leave alone, as long as they are few. */
export function ownPorts(): PortRange {
  const { from } = (own ??= claimShare())
  return { from, to: from + audioPorts - 1 }
}

/** One port beside those, for a program that has to be told which; the next time it is another. */
export function ownPort(): number {
  return ownPorts().from + audioPorts + (singles++ % singlePorts)
}

/** A share of the ports that no process has which is running. */
function claimShare(): { readonly from: number } {
  for (let tries = 0; tries < shares; tries += 1) {
    const share = (process.pid + tries) % shares
    if (claims(join(tmpdir(), `iris-test-ports-${share}`))) {
      return { from: firstPort + share * (audioPorts + singlePorts) }
    }
  }
  throw new Error('Other processes have all ports for tests.')
}

function claims(path: string): boolean {
  if (!isRunning(holderOf(path))) rmSync(path, { force: true })
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' })
  } catch {
    return false
  }
  process.once('exit', () => rmSync(path, { force: true }))
  return true
}

function holderOf(path: string): number | undefined {
  try {
    return Number(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

function isRunning(pid: number | undefined): boolean {
  if (pid === undefined || !(pid > 0)) return false
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // It is, and somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
