import { SpeechError } from './tts.ts'

/** Settles when the task does or, if the task does not mind the signal, when that is aborted. */
export async function whileWanted<Result>(
  name: string,
  signal: AbortSignal,
  task: () => Promise<Result>,
): Promise<Result> {
  if (signal.aborted) throw abortFailure(name, signal)
  const aborted = Promise.withResolvers<never>()
  const abort = () => aborted.reject(abortFailure(name, signal))
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([task(), aborted.promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/** What an aborted signal means: its time was over, or the one who asked went away. `name` is of what took too long. */
export function abortFailure(name: string, signal: AbortSignal): SpeechError {
  if (signal.reason instanceof SpeechError) return signal.reason
  const isTimeout = signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError'
  return isTimeout
    ? new SpeechError('timeout', `${name} took too long.`)
    : new SpeechError('aborted', 'Nobody waits for it any more.')
}
