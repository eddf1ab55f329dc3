import { spawn } from 'node:child_process'
import { SpeechError } from './tts.ts'

export interface Program {
  /** What people call it. */
  readonly name: string
  readonly path: string
  readonly args: readonly string[]
  readonly input: Uint8Array | string
  readonly timeoutMs: number
  /** The most that is taken from it. */
  readonly maxOutputBytes: number
  readonly signal: AbortSignal
  /** Its environment; ours if left out. */
  readonly env?: Readonly<Record<string, string>>
}

/** A program that ended by itself. */
export interface Ended {
  readonly code: number | null
  readonly output: Uint8Array
  /** The beginning of what it said on standard error. */
  readonly complaint: string
}

interface Running {
  readonly output: Uint8Array[]
  bytes: number
  complaint: string
}

/**
 * Runs a program that reads from its standard input and writes to its standard output. Rejects with `SpeechError`:
 * `timeout`, `too-large`, `aborted` or what the signal was aborted with, and `failed` where it cannot be run. It, and
 * whatever it started, is killed then.
 */
export async function runProgram(program: Program): Promise<Ended> {
  const { name, path, args, timeoutMs, signal } = program
  if (signal.aborted) throw abortedBy(signal)
  // A group of its own, so that what it starts ends with it.
  const child = spawn(path, args, { detached: true, ...(program.env && { env: program.env }) })
  const running: Running = { output: [], bytes: 0, complaint: '' }
  const { promise, resolve, reject } = Promise.withResolvers<Ended>()
  const stop = (error: SpeechError) => {
    reject(error)
    killGroup(child.pid)
  }
  const onAbort = () => stop(abortedBy(signal))
  const timer = setTimeout(
    () => stop(new SpeechError('timeout', `${name} took too long.`)),
    timeoutMs,
  )
  signal.addEventListener('abort', onAbort, { once: true })
  child.stdout.on('data', (chunk: Buffer) => {
    running.output.push(chunk)
    running.bytes += chunk.length
    if (running.bytes <= program.maxOutputBytes) return
    stop(new SpeechError('too-large', `${name} gave more than can be kept.`))
  })
  child.stderr.on('data', (chunk: Buffer) => {
    running.complaint = `${running.complaint}${chunk.toString()}`.slice(0, 500)
  })
  // A program that ends early closes its stdin; how it ended says more than that.
  child.stdin.on('error', () => undefined)
  child.on('error', (cause) =>
    reject(new SpeechError('failed', `${name} cannot be run: ${cause.message}`, { cause })),
  )
  child.on('close', (code) =>
    resolve({
      code,
      output: new Uint8Array(Buffer.concat(running.output)),
      complaint: running.complaint.trim(),
    }),
  )
  child.stdin.end(program.input)
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended meanwhile.
  }
}

function abortedBy(signal: AbortSignal): SpeechError {
  if (signal.reason instanceof SpeechError) return signal.reason
  return new SpeechError('aborted', 'Nobody waits for it any more.')
}
