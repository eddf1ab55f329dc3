// npm run fuzz:sip [messages]: many more messages than npm test has time for, against the SIP stack.
import { ensureInstalled, root, run, script } from './prepare.mjs'

const MESSAGES = '1000000'

script(async () => {
  await ensureInstalled()
  const fuzz = 'packages/telephony/src/sip/torture/fuzz.test.ts'
  await run(`${root}node_modules/.bin/vitest`, ['run', '--project', 'unit', fuzz], {
    env: { ...process.env, IRIS_SIP_FUZZ_MESSAGES: process.argv[2] ?? MESSAGES },
  })
})
