// npm run dev: the front ends from Vite with hot reload, the backend restarted at each change behind it.
import { spawn } from 'node:child_process'
import { ensureInstalled, pinnedNode, root, script } from './prepare.mjs'

const port = process.env['PORT'] ?? '3000'
const backendPort = String(Number(port) + 1)

script(async () => {
  await ensureInstalled()
  const backend = spawn(
    pinnedNode,
    ['--watch-path=apps/backend/src', '--watch-path=packages', 'apps/backend/src/main.ts'],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, PORT: backendPort },
    },
  )
  const vite = spawn(pinnedNode, ['node_modules/vite/bin/vite.js', '--port', port], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, IRIS_DEV_BACKEND_PORT: backendPort },
  })
  const children = [backend, vite]
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.on(signal, () => children.forEach((child) => child.kill(signal)))
  }
  await Promise.all(children.map((child) => new Promise((resolve) => child.once('exit', resolve))))
})
