import { SpeechError } from '../tts.ts'
import { abortFailure } from '../while-wanted.ts'

/** One request to a vendor, within bounds. */
export interface Exchange {
  readonly vendor: string
  readonly method: 'GET' | 'POST'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array<ArrayBuffer>
  /** The most that is taken in, in bytes. */
  readonly maxBytes: number
  readonly signal: AbortSignal
}

export interface Reply {
  readonly contentType: string
  readonly bytes: Uint8Array
}

/**
 * Sends a request and resolves with the answer of a success. Rejects with `SpeechError`: `refused` (401, 403), `busy`
 * (402, 429), `unknown-voice` (404), `too-large`, `timeout` or `aborted` by the signal, else `failed`. Messages carry
 * the status alone: what vendors answer may repeat what was said, or a key.
 */
export async function exchange(request: Exchange): Promise<Reply> {
  const { vendor, method, url, headers, signal } = request
  try {
    const response = await fetch(url, {
      method,
      headers,
      signal,
      // A key must not go where a redirect points.
      redirect: 'error',
      ...(request.body !== undefined && { body: request.body }),
    })
    if (!response.ok) {
      await response.body?.cancel()
      throw failureOf(vendor, response)
    }
    return {
      contentType: response.headers.get('content-type') ?? '',
      bytes: await readBounded(response, request),
    }
  } catch (error) {
    throw asFailure(error, request)
  }
}

function failureOf(vendor: string, { status, headers }: Response): SpeechError {
  const message = `${vendor} answered ${status}.`
  // Amazon says with 400 what others have statuses for.
  const isThrottled = headers.get('x-amzn-errortype')?.startsWith('Throttling') ?? false
  if (status === 402 || status === 429 || isThrottled) return new SpeechError('busy', message)
  if (status === 401 || status === 403) return new SpeechError('refused', message)
  if (status === 404) return new SpeechError('unknown-voice', message)
  return new SpeechError('failed', message)
}

async function readBounded(
  { body, headers }: Response,
  { vendor, maxBytes }: Exchange,
): Promise<Uint8Array> {
  const tooLarge = () =>
    new SpeechError('too-large', `${vendor} answered with more than ${maxBytes} bytes.`)
  if (Number(headers.get('content-length') ?? 0) > maxBytes) {
    await body?.cancel()
    throw tooLarge()
  }
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body ?? []) {
    chunks.push(chunk)
    bytes += chunk.length
    // Leaving the loop cancels the rest.
    if (bytes > maxBytes) throw tooLarge()
  }
  return new Uint8Array(Buffer.concat(chunks))
}

function asFailure(error: unknown, { vendor, signal }: Exchange): SpeechError {
  if (error instanceof SpeechError) return error
  if (signal.aborted) return abortFailure(vendor, signal)
  return new SpeechError('failed', `${vendor} cannot be reached.`, { cause: error })
}

/** The JSON of a reply. Rejects with `SpeechError` of kind `failed` where it is none. */
export function jsonOf(vendor: string, { bytes }: Reply): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch (cause) {
    throw new SpeechError('failed', `${vendor} answered with something else than JSON.`, { cause })
  }
}
