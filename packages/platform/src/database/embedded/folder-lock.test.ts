import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { lockFolder } from './folder-lock.ts'

test('gives the folder to one holder at a time, in the same process too', async () => {
  const folder = await temporaryFolder()
  const lock = await lockFolder(folder)
  await expect(lockFolder(folder)).rejects.toThrow(`in use by process ${process.pid}`)
  await lock.release()
  const next = await lockFolder(folder)
  await next.release()
})

test('lets its release be called twice without harming the next holder', async () => {
  const folder = await temporaryFolder()
  const lock = await lockFolder(folder)
  await lock.release()
  const next = await lockFolder(folder)
  await lock.release()
  await expect(lockFolder(folder)).rejects.toMatchObject({ kind: 'in-use' })
  await next.release()
})

test('refuses a folder another process holds, and takes it over when that one is killed', async () => {
  const folder = await temporaryFolder()
  const holder = spawn(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `import { lockFolder } from ${JSON.stringify(import.meta.resolve('./folder-lock.ts'))}
       await lockFolder(process.argv[1])
       process.stdout.write('locked')
       setInterval(() => {}, 1000)`,
      folder,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  await once(holder.stdout, 'data')
  await expect(lockFolder(folder)).rejects.toThrow(`in use by process ${holder.pid}`)
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  const lock = await lockFolder(folder)
  await lock.release()
})
