// npm run model:routing [runs]: has anything happen to routing, in many more orders than npm test has time for.
import { ensureInstalled, root, run, script } from './prepare.mjs'

const RUNS = '10000'

script(async () => {
  await ensureInstalled()
  const model = 'packages/routing/src/board/model.test.ts'
  await run(`${root}node_modules/.bin/vitest`, ['run', '--project', 'unit', model], {
    env: { ...process.env, IRIS_MODEL_RUNS: process.argv[2] ?? RUNS },
  })
})
