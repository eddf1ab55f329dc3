// npm run flow -- validate | test | schema | import | diff: works on files of flows; see docs/flows.md.
import { ensureInstalled, pinnedNode, root, run, script } from './prepare.mjs'

script(async () => {
  await ensureInstalled()
  // Files are named from where npm was called.
  await run(pinnedNode, [`${root}scripts/flow-cli.ts`, ...process.argv.slice(2)], {
    cwd: process.env['INIT_CWD'] ?? process.cwd(),
  })
})
