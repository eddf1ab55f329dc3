// npm run model:routing [runs] [board | service]: has anything happen to routing, in many more orders than npm test has time
// for. The service, over a database, takes about a second a run.
import { ensureInstalled, root, run, script } from './prepare.mjs'

const models = {
  board: { project: 'unit', model: 'packages/routing/src/board/model.test.ts' },
  service: {
    project: 'database',
    model: 'apps/backend/src/modules/routing/service-model.db.test.ts',
  },
}

script(async () => {
  await ensureInstalled()
  const [runs = '10000', what] = process.argv.slice(2)
  const { project, model } = what === 'service' ? models.service : models.board
  await run(`${root}node_modules/.bin/vitest`, ['run', '--project', project, model], {
    env: { ...process.env, IRIS_MODEL_RUNS: runs },
  })
})
