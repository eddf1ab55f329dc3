import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { SpeechError } from '../tts.ts'
import { bestVoices, type EngineOptions, type EspeakEngine } from './engine.ts'
import type { EspeakReply, EspeakRequest } from './protocol.ts'

export interface WasmEngineOptions extends EngineOptions {
  /** How long the process is kept with nothing to say. It takes some 130 MB. */
  readonly idleMs: number
}

/**
 * Runs the WebAssembly build of espeak-ng in a child process, which is started when there is something to say, used
 * again, and ended when there was nothing for a while. `modulePath` is the build's file. Callers ask one at a time.
 */
export function openWasmEngine(modulePath: string, options: WasmEngineOptions): EspeakEngine {
  const process = new EspeakProcess(modulePath, options)
  return {
    name: 'espeak-ng (WebAssembly)',
    parallel: 1,
    async speak({ text, voice, wordsPerMinute }) {
      const reply = await process.ask({ kind: 'speak', text, voice, wordsPerMinute })
      if (reply.kind !== 'spoken') throw failureOf(reply)
      const samples = Float32Array.from(reply.samples, (sample) => sample / 32_768)
      return { samples, rateHz: reply.rateHz }
    },
    async voices() {
      const reply = await process.ask({ kind: 'voices' })
      if (reply.kind !== 'voices') throw failureOf(reply)
      return bestVoices(
        reply.voices.flatMap(({ name, languages }) => {
          const [language] = languages
          if (language === undefined) return []
          return [{ id: language.name, name, language: language.name, priority: language.priority }]
        }),
      )
    },
    close: () => process.close(),
  }
}

class EspeakProcess {
  readonly #modulePath: string
  readonly #options: WasmEngineOptions
  #child: ChildProcess | undefined
  #idle: NodeJS.Timeout | undefined
  #closed = false

  constructor(modulePath: string, options: WasmEngineOptions) {
    this.#modulePath = modulePath
    this.#options = options
  }

  async ask(request: EspeakRequest): Promise<EspeakReply> {
    if (this.#closed) throw new SpeechError('closed', 'Speech was closed.')
    clearTimeout(this.#idle)
    const child = (this.#child ??= this.#start())
    holdOpen(child)
    try {
      return await exchange(child, request, this.#options.timeoutMs)
    } catch (error) {
      this.#end()
      if (this.#closed) throw new SpeechError('closed', 'Speech was closed.', { cause: error })
      throw error
    } finally {
      this.#rest()
    }
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#idle)
    this.#end()
  }

  #start(): ChildProcess {
    const script = fileURLToPath(new URL('espeak-process.ts', import.meta.url))
    const child = fork(script, [this.#modulePath], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [],
      // None of our settings and secrets are its business.
      env: { SystemRoot: process.env['SystemRoot'] },
    })
    // However it ends, the next request starts another.
    child.on('exit', () => {
      if (this.#child === child) this.#child = undefined
    })
    return child
  }

  #end(): void {
    this.#child?.kill('SIGKILL')
    this.#child = undefined
  }

  /** Until there is something to say again, the process keeps nobody alive. */
  #rest(): void {
    this.#child?.unref()
    this.#child?.channel?.unref()
    if (this.#closed) return
    this.#idle = setTimeout(() => this.#end(), this.#options.idleMs).unref()
  }
}

function holdOpen(child: ChildProcess): void {
  child.ref()
  child.channel?.ref()
}

function exchange(
  child: ChildProcess,
  request: EspeakRequest,
  timeoutMs: number,
): Promise<EspeakReply> {
  const { promise, resolve, reject } = Promise.withResolvers<EspeakReply>()
  const fail = (cause: unknown) =>
    reject(new SpeechError('failed', 'The espeak-ng process ended.', { cause }))
  const timer = setTimeout(
    () => reject(new SpeechError('timeout', 'espeak-ng took too long.')),
    timeoutMs,
  )
  child.once('message', resolve)
  child.once('error', fail)
  child.once('exit', fail)
  child.send(request, (error) => {
    if (error !== null) fail(error)
  })
  return promise.finally(() => {
    clearTimeout(timer)
    child.off('message', resolve)
    child.off('error', fail)
    child.off('exit', fail)
  })
}

function failureOf(reply: EspeakReply): SpeechError {
  if (reply.kind === 'unknown-voice') {
    return new SpeechError('unknown-voice', 'espeak-ng does not have that voice.')
  }
  const message = reply.kind === 'failed' ? reply.message : 'it answered something else'
  return new SpeechError('failed', `espeak-ng failed: ${message}`)
}
