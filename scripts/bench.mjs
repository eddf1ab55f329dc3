// npm run bench: measures the product as it stands; see bench/README.md.
import { ensureBuilt } from './build.mjs'
import { ensureInstalled, pinnedNode, run, script } from './prepare.mjs'

script(async () => {
  await ensureInstalled()
  await ensureBuilt()
  await run(pinnedNode, ['bench/main.ts', ...process.argv.slice(2)])
})
