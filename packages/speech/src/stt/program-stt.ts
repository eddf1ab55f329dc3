import { decodeMuLaw } from '../audio/mu-law.ts'
import { resample } from '../audio/resample.ts'
import { pcm16Wav } from '../audio/wav.ts'
import { runProgram } from '../run-program.ts'
import { Slots } from '../slots.ts'
import { SpeechError } from '../tts.ts'
import { languageTag, type Stt, type SttLimits } from './stt.ts'
import { openWholeSpeechStt } from './whole-speech.ts'

export interface ProgramSttOptions extends SttLimits {
  /** The path of the program and its arguments; `{language}` in one of them becomes the language's tag. */
  readonly command: readonly [path: string, ...args: string[]]
  /** How many may run at a time; 1 by default, as most take all there is. */
  readonly parallel?: number
}

/** Most engines are made for this rate. */
const engineRateHz = 16_000
const maxOutputBytes = 64 * 1024

/**
 * A program on this machine: it is given a WAV file (16 kHz, mono, 16 bits) on its standard input, and its standard output
 * is taken for the text. It sees nothing of our environment, and is killed when it takes too long.
 */
export function openProgramStt(options: ProgramSttOptions): Stt {
  const [path, ...args] = options.command
  const slots = new Slots(options.parallel ?? 1, 16)
  const name = path.split('/').at(-1) ?? path
  return openWholeSpeechStt(
    {
      name,
      capabilities: { partials: false, hints: false, offline: true },
      async transcribe(speech, { language }, signal) {
        const sound = resample({ samples: decodeMuLaw(speech), rateHz: 8000 }, engineRateHz)
        const { code, output, complaint } = await slots.run(() =>
          runProgram({
            name,
            path,
            args: args.map((arg) => arg.replaceAll('{language}', languageTag(language))),
            input: pcm16Wav(sound),
            // `signal` ends it before.
            timeoutMs: 10 * 60_000,
            maxOutputBytes,
            signal,
            env: { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8' },
          }),
        )
        if (code !== 0) {
          throw new SpeechError('failed', `${name} failed: ${complaint || 'it said nothing'}`)
        }
        const text = new TextDecoder().decode(output).replaceAll(/\s+/g, ' ').trim()
        return { text, confidence: undefined }
      },
    },
    options,
  )
}
