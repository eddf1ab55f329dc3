import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { MediaError } from './media-engine.ts'
import type { MediaLimits, MediaLogger } from './options.ts'
import type { FromProcess, ProcessSettings, ToProcess } from './protocol.ts'

interface ProcessEvents {
  readonly onMessage: (message: FromProcess) => void
  /** The process has died, and everything in it. The next is started, or will be after a pause. */
  readonly onLost: () => void
  /** Another process has taken over from one that died. */
  readonly onRestarted: () => void
}

interface Surroundings extends ProcessEvents {
  readonly settings: ProcessSettings
  readonly limits: MediaLimits
  readonly logger: MediaLogger
}

const entry = fileURLToPath(new URL('process/main.ts', import.meta.url))
/** The process has no need of our secrets: it gets what finding programs and times takes, and no more. */
const inherited = ['PATH', 'SystemRoot', 'TZ'] as const
/** A process that has lived so long has not died of how it was started. */
const stableMs = 10_000
const firstPauseMs = 100
const longestPauseMs = 5000
const farewellMs = 1000
/** Long enough for a slow machine to load the library and its binary. */
const mostStartMs = 20_000

/** Keeps one media process running: starts it, starts another when it dies or does not answer, ends it. */
export class SupervisedProcess {
  readonly #around: Surroundings
  #child: ChildProcess | undefined
  #pause: NodeJS.Timeout | undefined
  #impatience: NodeJS.Timeout | undefined
  #pings: NodeJS.Timeout | undefined
  #pongAtMs = 0
  #startedAtMs = 0
  #earlyDeaths = 0
  #hasServed = false
  #closed = false

  constructor(around: Surroundings) {
    this.#around = around
  }

  /** Starts the first process. Rejects with `MediaError` of kind `unavailable` when it cannot serve. */
  async start(): Promise<void> {
    const child = this.#spawn()
    const failure = await new Promise<string | undefined>((resolve) => {
      child.on('message', (message: FromProcess) => {
        if (message.kind === 'started') resolve(undefined)
        if (message.kind === 'not-started') resolve(message.message)
      })
      child.on('error', (error) => resolve(error.message))
      child.on('exit', (code, signal) => resolve(`It ended with ${signal ?? code}.`))
    })
    if (failure === undefined) return
    await this.close()
    throw new MediaError('unavailable', `The media process did not start: ${failure}`)
  }

  /** Tells the process; false when there is none at the moment. */
  tell(message: ToProcess): boolean {
    if (this.#child?.connected !== true) return false
    // A channel that closes meanwhile is followed by the end of the process, which is told of by itself.
    this.#child.send(message, () => {})
    return true
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#pause)
    clearTimeout(this.#impatience)
    clearInterval(this.#pings)
    const child = this.#child
    if (!child || hasEnded(child)) return
    const ended = once(child, 'exit')
    const impatience = setTimeout(() => child.kill('SIGKILL'), farewellMs)
    if (child.connected) child.disconnect()
    await ended
    clearTimeout(impatience)
  }

  #spawn(): ChildProcess {
    const env = Object.fromEntries(inherited.map((name) => [name, process.env[name]]))
    const child = fork(entry, {
      serialization: 'advanced',
      execArgv: [],
      env,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.#child = child
    this.#startedAtMs = performance.now()
    child.on('message', (message: FromProcess) => this.#receive(child, message))
    child.on('error', (error) => {
      this.#around.logger.error({ err: error }, 'media process failed')
      if (child.pid === undefined) this.#hasEnded(error.message)
    })
    child.stderr?.on('data', (text: Buffer) => {
      this.#around.logger.warn({ text: text.toString().trim() }, 'media process complained')
    })
    child.on('exit', (code, signal) => this.#hasEnded(signal ?? code))
    this.tell({ kind: 'start', settings: this.#around.settings })
    clearTimeout(this.#impatience)
    this.#impatience = setTimeout(() => child.kill('SIGKILL'), mostStartMs)
    return child
  }

  #receive(child: ChildProcess, message: FromProcess): void {
    this.#pongAtMs = performance.now()
    if (message.kind === 'started') {
      this.#hasServed = true
      this.#watch(child)
      this.#around.logger.info({ pid: child.pid }, 'media process started')
    }
    if (message.kind === 'warning') {
      this.#around.logger.warn({ detail: message.detail }, message.message)
    }
    if (message.kind === 'not-started') {
      this.#around.logger.error({ reason: message.message }, 'media process did not start')
      child.kill('SIGKILL')
    }
    this.#around.onMessage(message)
  }

  #watch(child: ChildProcess): void {
    clearTimeout(this.#impatience)
    this.#pongAtMs = performance.now()
    clearInterval(this.#pings)
    this.#pings = setInterval(() => {
      this.tell({ kind: 'ping' })
      // After whatever lies waiting was read: we may have been the one that was held up.
      setImmediate(() => {
        if (performance.now() - this.#pongAtMs < this.#around.limits.unresponsiveMs) return
        this.#around.logger.error({ pid: child.pid }, 'media process does not answer: ending it')
        child.kill('SIGKILL')
      })
    }, this.#around.limits.pingMs)
  }

  #hasEnded(how: string | number | null): void {
    clearTimeout(this.#impatience)
    clearInterval(this.#pings)
    if (this.#closed || !this.#hasServed) return
    this.#child = undefined
    const livedMs = performance.now() - this.#startedAtMs
    this.#earlyDeaths = livedMs < stableMs ? this.#earlyDeaths + 1 : 0
    const pauseMs = this.#earlyDeaths < 2 ? 0 : pauseAfter(this.#earlyDeaths - 2)
    this.#around.logger.error({ how, livedMs, pauseMs }, 'media process died: starting another')
    this.#around.onLost()
    if (pauseMs === 0) this.#restart()
    else this.#pause = setTimeout(() => this.#restart(), pauseMs)
  }

  #restart(): void {
    this.#spawn()
    this.#around.onRestarted()
  }
}

function pauseAfter(earlyDeaths: number): number {
  return Math.min(longestPauseMs, firstPauseMs * 2 ** earlyDeaths)
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}
