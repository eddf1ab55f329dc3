import { AwsClient } from 'aws4fetch'
import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { BlobError } from '../blobs.ts'

export interface S3Place {
  /** Such as `https://s3.eu-central-1.amazonaws.com`, or that of any store that speaks S3. Buckets are in its paths. */
  readonly endpoint: string
  readonly bucket: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

interface S3Request {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE'
  /** Of the object; without one it is the bucket that is asked. */
  readonly key?: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array<ArrayBuffer> | string
}

const tries = 3
const firstPauseMs = 200

/** Sends requests to an S3 store: signed (AWS Signature Version 4), each with a time limit, again where that may help. */
export class S3Requests {
  readonly #place: S3Place
  readonly #client: AwsClient
  readonly #timeoutMs: number

  constructor(place: S3Place, timeoutMs: number) {
    const { accessKeyId, secretAccessKey, region } = place
    this.#place = place
    this.#timeoutMs = timeoutMs
    this.#client = new AwsClient({
      accessKeyId,
      secretAccessKey,
      region,
      service: 's3',
      retries: 0,
    })
  }

  /**
   * Gives the answer, of one of these statuses. The body of a GET may take as long as it is read.
   * @throws BlobError `unavailable`
   */
  async send(request: S3Request, good: readonly number[]): Promise<Response> {
    for (let tried = 1; ; tried += 1) {
      // An answer is told by its place: a server in this process may have put a class of its own in place of `Response`.
      const { answer, cause } = await this.#once(request).then(
        (answer) => ({ answer, cause: undefined }),
        (cause: unknown) => ({ answer: undefined, cause }),
      )
      if (answer) {
        if (good.includes(answer.status)) return answer
        const words = (await answer.text().catch(() => '')).slice(0, 300)
        if (answer.status < 500 || tried === tries) throw refused(answer.status, words)
      } else if (tried === tries) {
        throw new BlobError('unavailable', 'The blob store does not answer.', { cause })
      }
      await pause(firstPauseMs * 2 ** (tried - 1))
    }
  }

  async #once({ method, key, query = {}, headers = {}, body }: S3Request): Promise<Response> {
    const { endpoint, bucket } = this.#place
    const url = new URL(`${endpoint}/${bucket}${key === undefined ? '' : `/${key}`}`)
    url.search = new URLSearchParams(query).toString().replaceAll('+', '%20')
    const late = new AbortController()
    const timer = setTimeout(() => late.abort(new Error('It took too long.')), this.#timeoutMs)
    try {
      const digest = createHash('sha256')
        .update(body ?? '')
        .digest('hex')
      const signed = { ...headers, 'x-amz-content-sha256': digest }
      const init = { method, headers: signed, ...(body !== undefined && { body }) }
      // Signed once more each time: a signature is of its minute.
      return await fetch(await this.#client.sign(url, init), { signal: late.signal })
    } finally {
      clearTimeout(timer)
    }
  }
}

function refused(status: number, words: string): BlobError {
  const code = /<Code>([^<]*)<\/Code>/.exec(words)?.[1] ?? 'no reason'
  return new BlobError('unavailable', `The blob store answered with ${status} (${code}).`)
}
