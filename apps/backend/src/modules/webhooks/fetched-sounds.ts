import { requestOutbound } from '@iris/platform'
import { convertToTelephoneWav, FileCache } from '@iris/speech'
import { createHash } from 'node:crypto'

const timeoutMs = 10_000
const maxBytes = 10 * 1024 * 1024
const mostCachedBytes = 256 * 1024 * 1024
const mostKnown = 1000

interface Known {
  readonly etag: string
  readonly name: string
}

/**
 * Sounds from addresses that customers name: WAV files (mono, 16-bit PCM or µ-law, any rate, 10 MB at most), made into what
 * telephones play. Each is fetched when it is played; one that has not changed, by its ETag, is not sent again, and one
 * whose bytes are known is not converted again.
 */
export class FetchedSounds {
  readonly #cache: FileCache
  readonly #mayReach: (address: string) => boolean
  /** By tenant and address, the longest unused first. */
  readonly #known = new Map<string, Known>()
  readonly #converting = new Map<string, Promise<string>>()

  private constructor(cache: FileCache, mayReach: (address: string) => boolean) {
    this.#cache = cache
    this.#mayReach = mayReach
  }

  static async open(
    folder: string,
    mayReach: (address: string) => boolean,
  ): Promise<FetchedSounds> {
    return new FetchedSounds(await FileCache.open(folder, mostCachedBytes), mayReach)
  }

  /** The path of the sound as it is now. Rejects with an Error that says what is wrong with the address or the file. */
  async fetch(tenantId: string, url: string, signal: AbortSignal): Promise<string> {
    const key = `${tenantId} ${url}`
    const known = this.#known.get(key)
    const kept = known && (await this.#cache.find(known.name))
    const { status, headers, body } = await requestOutbound({
      method: 'GET',
      url,
      headers: {
        accept: 'audio/wav',
        'user-agent': 'Iris',
        ...(kept !== undefined && { 'if-none-match': known?.etag ?? '' }),
      },
      timeoutMs,
      maxBytes,
      mayReach: this.#mayReach,
      signal,
    })
    if (status === 304 && kept !== undefined) return kept
    if (status !== 200) throw new Error(`${url} answered ${status}.`)
    const name = `${createHash('sha256').update(tenantId).update(body).digest('hex')}.wav`
    const path = (await this.#cache.find(name)) ?? (await this.#convert(name, body))
    this.#note(key, headers['etag'], name)
    return path
  }

  /** Two that play the same at the same time have it converted once. */
  #convert(name: string, file: Uint8Array): Promise<string> {
    const underWay = this.#converting.get(name)
    if (underWay) return underWay
    const converting = convertToTelephoneWav(file)
      .then((wav) => this.#cache.add(name, wav))
      .finally(() => this.#converting.delete(name))
    this.#converting.set(name, converting)
    return converting
  }

  #note(key: string, etag: string | undefined, name: string): void {
    this.#known.delete(key)
    if (etag === undefined) return
    this.#known.set(key, { etag, name })
    const [oldest] = this.#known.keys()
    if (this.#known.size > mostKnown && oldest !== undefined) this.#known.delete(oldest)
  }
}
