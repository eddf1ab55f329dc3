// npm run model:routing [runs] [board | service]: has anything happen to routing, in many more orders than npm test has time
// for. The service, over a database, goes a thousand runs at a time, so that it is seen how far it has come.
import { ensureInstalled, root, run, script } from './prepare.mjs'

const models = {
  board: {
    runsAtOnce: Infinity,
    project: 'unit',
    model: 'packages/routing/src/board/model.test.ts',
  },
  service: {
    runsAtOnce: 1000,
    project: 'database',
    model: 'apps/backend/src/modules/routing/service-model.db.test.ts',
  },
}

script(async () => {
  await ensureInstalled()
  const [runs = '10000', what] = process.argv.slice(2)
  const { project, model, runsAtOnce } = what === 'service' ? models.service : models.board
  for (let left = Number(runs); left > 0; left -= runsAtOnce) {
    await run(`${root}node_modules/.bin/vitest`, ['run', '--project', project, model], {
      env: { ...process.env, IRIS_MODEL_RUNS: String(Math.min(left, runsAtOnce)) },
    })
  }
})
