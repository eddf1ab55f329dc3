import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompress, constants } from 'node:zlib'
import { promisify } from 'node:util'
import { pinnedNode, root, run } from './prepare.mjs'

const mark = join(root, 'dist', '.built-from')
const sources = [
  'apps',
  'packages',
  'public',
  'vite.config.ts',
  'package-lock.json',
  'scripts/app-pages.ts',
]

/** Builds the front ends, unless what is in `dist` was built from these very sources. */
export async function ensureBuilt() {
  const wanted = fingerprint()
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return
  console.log('Building the apps …')
  await run(pinnedNode, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'])
  await compress(join(root, 'dist', 'assets'))
  writeFileSync(mark, wanted)
}

/** Names, sizes and times of all that goes into the build: reading the files themselves would slow every start. */
function fingerprint() {
  const hash = createHash('sha256')
  /** @param {string} path */
  const add = (path) => {
    const { mtimeMs, size } = statSync(join(root, path))
    hash.update(`${path} ${size} ${mtimeMs}\n`)
  }
  /** @param {string} path */
  const walk = (path) => {
    if (!statSync(join(root, path)).isDirectory()) return add(path)
    for (const name of readdirSync(join(root, path)).sort()) {
      const isOfNoUse =
        name === 'node_modules' || path === 'apps/backend' || name.endsWith('.test.ts')
      if (!isOfNoUse) walk(`${path}/${name}`)
    }
  }
  for (const source of sources) walk(source)
  return hash.digest('hex')
}

/**
 * Writes a brotli copy beside each script and style, for browsers that take it: all do.
 * @param {string} folder
 */
async function compress(folder) {
  const brotli = promisify(brotliCompress)
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 }
  const names = readdirSync(folder).filter((name) => /\.(js|css|svg)$/.test(name))
  await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name)
      writeFileSync(`${path}.br`, await brotli(readFileSync(path), { params }))
    }),
  )
}
