// npm run model:routing [runs] [service]: has anything happen to routing, in many more orders than npm test has time for: to
// the board of packages/routing, or to the whole service over a database, which takes a second or so for each.
import { ensureInstalled, root, run, script } from './prepare.mjs'

const RUNS = '10000'
const models = {
  board: ['unit', 'packages/routing/src/board/model.test.ts'],
  service: ['database', 'apps/backend/src/modules/routing/service-model.db.test.ts'],
}

script(async () => {
  await ensureInstalled()
  const [runs = RUNS, which] = process.argv.slice(2)
  const [project, model] = which === 'service' ? models.service : models.board
  await run(`${root}node_modules/.bin/vitest`, ['run', '--project', project, model], {
    env: { ...process.env, IRIS_MODEL_RUNS: runs },
  })
})
