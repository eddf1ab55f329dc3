import { spawn } from 'node:child_process'
import { readWav, type Sound } from '../audio/wav.ts'
import { SpeechError, type Voice } from '../tts.ts'
import { bestVoices, type EngineOptions, type EspeakEngine } from './engine.ts'

/** About twelve minutes of speech. */
const maxOutputBytes = 32 * 1024 * 1024

/** Runs an installed `espeak-ng`, one process a text (some 20 ms). `binary` is its path. */
export function openNativeEngine(binary: string, options: EngineOptions): EspeakEngine {
  const abort = new AbortController()
  const run = (args: readonly string[], input: string) =>
    runBinary({ binary, args, input, timeoutMs: options.timeoutMs, signal: abort.signal })
  return {
    name: 'espeak-ng (installed)',
    parallel: 2,
    async speak({ text, voice, wordsPerMinute }) {
      // The text goes by stdin: as an argument, one that begins with a dash would be taken for an option.
      const args = ['--stdin', '--stdout', '-b', '1', '-v', voice, '-s', String(wordsPerMinute)]
      return soundOf(await run(args, text))
    },
    async voices() {
      const table = await run(['--voices'], '')
      return bestVoices(new TextDecoder().decode(table).split('\n').slice(1).flatMap(voiceOf))
    },
    close: () => abort.abort(),
  }
}

interface RunOptions {
  readonly binary: string
  readonly args: readonly string[]
  readonly input: string
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

function runBinary({ binary, args, input, timeoutMs, signal }: RunOptions): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return void reject(new SpeechError('closed', 'Speech was closed.'))
    const child = spawn(binary, args, { timeout: timeoutMs, killSignal: 'SIGKILL' })
    const output: Uint8Array[] = []
    let bytes = 0
    let complaint = ''
    const kill = () => child.kill('SIGKILL')
    signal.addEventListener('abort', kill)
    child.stdout.on('data', (chunk: Buffer) => {
      output.push(chunk)
      bytes += chunk.length
      if (bytes > maxOutputBytes) kill()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      complaint = `${complaint}${chunk.toString()}`.slice(0, 500)
    })
    // A process that ends early closes its stdin; how it ended says more than that.
    child.stdin.on('error', () => undefined)
    child.on('error', (cause) => {
      signal.removeEventListener('abort', kill)
      reject(new SpeechError('failed', `espeak-ng cannot be run: ${cause.message}`, { cause }))
    })
    child.on('close', (code, killedBy) => {
      signal.removeEventListener('abort', kill)
      if (code === 0) return void resolve(new Uint8Array(Buffer.concat(output)))
      reject(
        failureOf({ killedBy, complaint, closed: signal.aborted, tooLong: bytes > maxOutputBytes }),
      )
    })
    child.stdin.end(input)
  })
}

interface Ending {
  readonly killedBy: NodeJS.Signals | null
  readonly complaint: string
  readonly closed: boolean
  readonly tooLong: boolean
}

function failureOf({ killedBy, complaint, closed, tooLong }: Ending): SpeechError {
  if (closed) return new SpeechError('closed', 'Speech was closed.')
  if (tooLong) return new SpeechError('failed', 'espeak-ng spoke for longer than can be kept.')
  if (killedBy !== null) return new SpeechError('timeout', 'espeak-ng took too long.')
  if (complaint.includes('voice does not exist')) {
    return new SpeechError('unknown-voice', 'espeak-ng does not have that voice.')
  }
  return new SpeechError('failed', `espeak-ng failed: ${complaint.trim() || 'it said nothing'}`)
}

function soundOf(wav: Uint8Array): Sound {
  try {
    return readWav(wav)
  } catch (cause) {
    throw new SpeechError('failed', 'espeak-ng gave something else than sound.', { cause })
  }
}

/** A line such as ` 2  en-us   --/M   English_(America)  gmw/en-US   (en 3)`. */
function voiceOf(line: string): (Voice & { priority: number })[] {
  const [priority, language, , name, file] = line.trim().split(/\s+/)
  if (priority === undefined || language === undefined || name === undefined) return []
  // Variants of voices, and voices of MBROLA, whose data must be installed besides.
  if (file === undefined || file.startsWith('!v/') || file.startsWith('mb/')) return []
  const voice = { id: language, name: name.replaceAll('_', ' '), language }
  return [{ ...voice, priority: Number(priority) }]
}
