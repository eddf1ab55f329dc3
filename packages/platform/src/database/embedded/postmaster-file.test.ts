import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../../testing/eventually.ts'
import { isRunning, parsePostmasterFile, servesFolder } from './postmaster-file.ts'

const text = '4711\n/srv/iris/postgres\n1795000000\n40123\n\n127.0.0.1\n  2228259  3\nready   \n'

test('reads process, folder and port from a postmaster.pid', () => {
  expect(parsePostmasterFile(text)).toEqual({
    pid: 4711,
    dataFolder: '/srv/iris/postgres',
    port: 40_123,
  })
})

test.each(['', '4711\n', 'x\n/srv\n1\n40123\n', '0\n/srv\n1\n40123\n', '4711\n/srv\n1\n'])(
  'does not believe a file cut short or damaged: %j',
  (damaged) => {
    expect(parsePostmasterFile(damaged)).toBeUndefined()
  },
)

test('knows a server by the folder on its command line, and nobody else', async () => {
  const idle = 'setInterval(() => {}, 1000)'
  const server = spawn(process.execPath, ['-e', idle, '--', '-D', '/srv/iris/postgres', '-c', 'x'])
  onTestFinished(() => void server.kill())
  await once(server, 'spawn')
  expect(await servesFolder(server.pid!, '/srv/iris/postgres')).toBe(true)
  expect(await servesFolder(server.pid!, '/srv/iris')).toBe(false)
  expect(await servesFolder(process.pid, '/srv/iris/postgres')).toBe(false)
  expect(await servesFolder(2 ** 22 + 1, '/srv/iris/postgres')).toBe(false)
})

test('tells a running process from one that ended', async () => {
  const child = spawn('sleep', ['60'])
  await once(child, 'spawn')
  expect(await isRunning(child.pid!)).toBe(true)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(await isRunning(child.pid!)).toBe(false)
})

test('does not take a dead process nobody has buried for a running one', async () => {
  const parent = spawn('sh', ['-c', 'true & echo $!; exec sleep 60'])
  onTestFinished(() => void parent.kill('SIGKILL'))
  const [line] = await once(parent.stdout, 'data')
  await eventually(async () => expect(await isRunning(Number(line))).toBe(false))
})
