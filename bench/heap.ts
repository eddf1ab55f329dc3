import { setTimeout as pause } from 'node:timers/promises'

/** Where Node's inspector listens once a process gets SIGUSR1: on loopback alone. */
const inspector = 'http://127.0.0.1:9229/json/list'
const mostTries = 500
const betweenTriesMs = 20

interface Answer {
  readonly id: number
  readonly result: unknown
}

/**
 * What is alive in a Node process, in KiB: its heap and the buffers that hang on it, after garbage was collected, which
 * holds the process up for some 10 ms. One process at a time: the inspector is opened for the question and closed again.
 */
export async function liveHeapKb(pid: number): Promise<number> {
  process.kill(pid, 'SIGUSR1')
  const session = await openSession(await inspectorUrl())
  try {
    const asked = await session.ask('Runtime.evaluate', { expression: 'process.pid' })
    if (valueOf(asked) !== pid) throw new Error('Another process is being inspected.')
    await session.ask('HeapProfiler.collectGarbage')
    const usage = await session.ask('Runtime.getHeapUsage')
    return (numberOf(usage, 'usedSize') + numberOf(usage, 'backingStorageSize')) / 1024
  } finally {
    const expression = `setTimeout(() => process.getBuiltinModule('node:inspector').close())`
    await session.ask('Runtime.evaluate', { expression })
    await session.close()
    // The port is for the next process then.
    await inspected((url) => url === undefined)
  }
}

async function inspectorUrl(): Promise<string> {
  const url = await inspected((found) => found !== undefined)
  if (url === undefined) throw new Error('The process could not be inspected.')
  return url
}

/** Waits until the inspector is there, or gone; gives its address. */
async function inspected(isSo: (url: string | undefined) => boolean): Promise<string | undefined> {
  for (let tries = 0; tries < mostTries; tries++) {
    const targets: unknown = await fetch(inspector).then(
      (response) => response.json(),
      () => undefined,
    )
    const target: unknown = Array.isArray(targets) ? targets[0] : undefined
    const found = fieldOf(target, 'webSocketDebuggerUrl')
    const url = typeof found === 'string' ? found : undefined
    if (isSo(url)) return url
    await pause(betweenTriesMs)
  }
  throw new Error('The inspector of the process does not open, or does not close.')
}

/** A session of the DevTools protocol. */
async function openSession(url: string) {
  const socket = new WebSocket(url)
  const waiting = new Map<number, (result: unknown) => void>()
  const closed = new Promise<void>((resolve) => {
    socket.addEventListener('close', () => resolve(), { once: true })
  })
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true })
    socket.addEventListener('error', () => reject(new Error('No inspector')), { once: true })
  })
  socket.addEventListener('message', ({ data }) => {
    const answer: unknown = JSON.parse(String(data))
    if (isAnswer(answer)) waiting.get(answer.id)?.(answer.result)
  })
  return {
    ask: (method: string, params: object = {}) =>
      new Promise<unknown>((resolve) => {
        const id = waiting.size + 1
        waiting.set(id, resolve)
        socket.send(JSON.stringify({ id, method, params }))
      }),
    close(): Promise<void> {
      socket.close()
      return closed
    },
  }
}

function isAnswer(message: unknown): message is Answer {
  return typeof fieldOf(message, 'id') === 'number'
}

function valueOf(evaluated: unknown): unknown {
  return fieldOf(fieldOf(evaluated, 'result'), 'value')
}

function numberOf(from: unknown, name: string): number {
  const value = fieldOf(from, name)
  if (typeof value !== 'number') throw new Error(`The inspector told no ${name}.`)
  return value
}

function fieldOf(from: unknown, name: string): unknown {
  return typeof from === 'object' && from !== null
    ? new Map(Object.entries(from)).get(name)
    : undefined
}
