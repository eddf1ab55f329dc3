// npm test: gets what the checks need, then runs them all, or the one that is named.
import { ensureInstalled, pinnedNode, run, script } from './prepare.mjs'

script(async () => {
  await ensureInstalled()
  await run(pinnedNode, ['scripts/checks.ts', ...process.argv.slice(2)])
})
