// Runs on whatever Node started npm, before anything is installed: no dependencies, no TypeScript.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

/** The Node that everything of ours runs on, pinned in package.json. */
export const pinnedNode = `${root}node_modules/.bin/node`

const mark = `${root}node_modules/.iris-installed`

/** Installs what package-lock.json names, unless that is what is there. */
export async function ensureInstalled() {
  const wanted = createHash('sha256')
    .update(readFileSync(`${root}package-lock.json`))
    .digest('hex')
  const isThere =
    existsSync(pinnedNode) && existsSync(mark) && readFileSync(mark, 'utf8') === wanted
  if (isThere) return
  console.log('Installing what Iris needs (once; a minute or so) …')
  await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  mkdirSync(`${root}node_modules`, { recursive: true })
  writeFileSync(mark, wanted)
}

/**
 * Runs a command to its end; rejects when it fails. Ctrl+C reaches it by itself: it is in our process group.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<void>}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', cwd: root, ...options })
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      if (code === 0) resolve()
      else reject(new CommandFailed(`${command} ${args.join(' ')}`, code, signal))
    })
  })
}

/** A command that ended otherwise than well. What it printed says why. */
export class CommandFailed extends Error {
  /**
   * @param {string} command
   * @param {number | null} code
   * @param {NodeJS.Signals | null} signal
   */
  constructor(command, code, signal) {
    super(`${command} ended with ${signal ?? code}`)
    this.name = 'CommandFailed'
    this.exitCode = code ?? 1
  }
}

/**
 * Runs a script's main function and turns a failure into an exit code, in words rather than a stack.
 * @param {() => Promise<void>} main
 */
export function script(main) {
  main().catch((error) => {
    console.error(error instanceof CommandFailed ? error.message : error)
    process.exitCode = error instanceof CommandFailed ? error.exitCode : 1
  })
}
