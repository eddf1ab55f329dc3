// npm start: installs and builds what is missing, then runs the whole centre until Ctrl+C.
import { spawn } from 'node:child_process'
import { ensureBuilt } from './build.mjs'
import { ensureInstalled, pinnedNode, root, script } from './prepare.mjs'

script(async () => {
  await ensureInstalled()
  await ensureBuilt()
  await runBackend()
})

/** Waits for the backend to end in its own time: on Ctrl+C it writes its records and stops its database first. */
function runBackend() {
  return new Promise((resolve) => {
    const backend = spawn(pinnedNode, ['apps/backend/src/main.ts'], { cwd: root, stdio: 'inherit' })
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
      process.on(signal, () => backend.kill(signal))
    }
    backend.once('exit', (code) => {
      process.exitCode = code ?? 1
      resolve(undefined)
    })
  })
}
