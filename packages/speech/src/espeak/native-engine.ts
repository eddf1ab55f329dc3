import { readWav, type Sound } from '../audio/wav.ts'
import { type Ended, runProgram } from '../run-program.ts'
import { SpeechError, type Voice } from '../tts.ts'
import { bestVoices, type EngineOptions, type EspeakEngine } from './engine.ts'

/** About twelve minutes of speech. */
const maxOutputBytes = 32 * 1024 * 1024

/** Runs an installed `espeak-ng`, one process a text (some 20 ms). `binary` is its path. */
export function openNativeEngine(binary: string, options: EngineOptions): EspeakEngine {
  const abort = new AbortController()
  const run = async (args: readonly string[], input: string) => {
    const ended = await runProgram({
      name: 'espeak-ng',
      path: binary,
      args,
      input,
      timeoutMs: options.timeoutMs,
      maxOutputBytes,
      signal: abort.signal,
    })
    if (ended.code !== 0) throw failureOf(ended)
    return ended.output
  }
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
    close: () => abort.abort(new SpeechError('closed', 'Speech was closed.')),
  }
}

function failureOf({ complaint }: Ended): SpeechError {
  if (complaint.includes('voice does not exist')) {
    return new SpeechError('unknown-voice', 'espeak-ng does not have that voice.')
  }
  return new SpeechError('failed', `espeak-ng failed: ${complaint || 'it said nothing'}`)
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
