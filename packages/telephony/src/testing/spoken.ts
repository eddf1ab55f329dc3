import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { sampleRate } from './audio.ts'

const run = promisify(execFile)

/** What a person says, by espeak-ng (Debian), at 8 kHz. */
export async function spoken(text: string, voice = 'en-us'): Promise<Int16Array> {
  const { stdout } = await run('espeak-ng', ['-v', voice, '--stdout', '--', text], {
    encoding: 'buffer',
    maxBuffer: 8 * 1024 * 1024,
  })
  const rate = stdout.readUInt32LE(24)
  const count = Math.floor((stdout.length - 44) / 2)
  const step = rate / sampleRate
  // The mean of what falls on a sample is filter enough for speech.
  return Int16Array.from({ length: Math.floor(count / step) }, (_, n) => {
    const [from, to] = [Math.floor(n * step), Math.ceil((n + 1) * step)]
    let sum = 0
    for (let at = from; at < to; at++) sum += stdout.readInt16LE(44 + Math.min(at, count - 1) * 2)
    return sum / (to - from)
  })
}

/** One after another; a number is so many ms of silence. */
export function inTurn(...parts: readonly (Int16Array | number)[]): Int16Array {
  return Int16Array.from(
    parts.flatMap((part) =>
      typeof part === 'number'
        ? Array.from({ length: (part * sampleRate) / 1000 }, () => 0)
        : [...part],
    ),
  )
}
