import { lookup, Resolver } from 'node:dns/promises'
import { once } from 'node:events'
import type { Clock } from '../clock.ts'

/** A service of a domain (RFC 2782). */
export interface SrvRecord {
  readonly name: string
  readonly port: number
  readonly priority: number
  readonly weight: number
}

/** How a domain wants to be reached (RFC 3403). */
export interface NaptrRecord {
  readonly flags: string
  readonly service: string
  readonly replacement: string
  readonly order: number
  readonly preference: number
}

/** What names lead to. Each resolves to nothing where there is nothing, or nobody says so in time; none rejects. */
export interface Names {
  naptr(name: string): Promise<readonly NaptrRecord[]>
  srv(name: string): Promise<readonly SrvRecord[]>
  addresses(name: string, family: 4 | 6): Promise<readonly string[]>
}

export interface NamesOptions {
  readonly clock: Clock
  /** Name servers, as `address` or `address:port`; the machine's own unless told. */
  readonly servers?: readonly string[]
}

const QUERY_MS = 1000
const TRIES = 2
const LIST_MS = 1000
/** Bounds of what an answer's own lifetime may be, in seconds; also what is taken where none is told. */
const LEAST_SECONDS = 5
const MOST_SECONDS = 300
/** The resolver does not pass on how long services hold. */
const SERVICE_SECONDS = 60
/** For how long a name that leads nowhere is not asked again. */
const NOTHING_SECONDS = 5
/** An answer that nobody can renew is better than none, for so long (RFC 8767). */
const STALE_MS = 3_600_000
const MOST_ANSWERS = 2000
/** Errors that are an answer: there is no such name, or nothing of the kind at it. */
const NOTHING = new Set(['ENOTFOUND', 'ENODATA'])

interface Answer<Value> {
  readonly values: readonly Value[]
  readonly seconds: number
}

/** Asks name servers, and keeps answers for as long as they hold. */
export function openNames({ clock, servers }: NamesOptions): Names {
  const resolver = new Resolver({ timeout: QUERY_MS, tries: TRIES })
  if (servers) resolver.setServers(servers)
  const naptr = new AnswerCache<NaptrRecord>(clock)
  const srv = new AnswerCache<SrvRecord>(clock)
  const addresses = new AnswerCache<string>(clock)
  return {
    naptr: (name) =>
      naptr.get(name, async () => ({
        values: await resolver.resolveNaptr(name),
        seconds: SERVICE_SECONDS,
      })),
    srv: (name) =>
      srv.get(name, async () => ({
        values: await resolver.resolveSrv(name),
        seconds: SERVICE_SECONDS,
      })),
    addresses: (name, family) =>
      addresses.get(`${family} ${name}`, () => findAddresses(resolver, name, family)),
  }
}

/** Names without a dot, and those that no name server knows, may stand in the machine's own list. */
async function findAddresses(
  resolver: Resolver,
  name: string,
  family: 4 | 6,
): Promise<Answer<string>> {
  if (!name.includes('.')) return await addressesOfMachine(name, family)
  try {
    const options = { ttl: true } as const
    const found = await (family === 4
      ? resolver.resolve4(name, options)
      : resolver.resolve6(name, options))
    const seconds = Math.min(...found.map(({ ttl }) => ttl))
    return { values: found.map(({ address }) => address), seconds }
  } catch (error) {
    // Whether the servers know no such name, or say nothing, is told by the first error.
    return await addressesOfMachine(name, family).catch(() => Promise.reject(error))
  }
}

/** The machine reads its list at once; should it go on to ask name servers, which were asked before, it is left alone. */
async function addressesOfMachine(name: string, family: 4 | 6): Promise<Answer<string>> {
  const timeout = AbortSignal.timeout(LIST_MS)
  const found = await Promise.race([
    lookup(name, { family, all: true }),
    once(timeout, 'abort').then(() => Promise.reject(new Error('Nothing came in time'))),
  ])
  return { values: found.map(({ address }) => address), seconds: LEAST_SECONDS }
}

interface Kept<Value> {
  readonly answer: Promise<readonly Value[]>
  /** When to ask again. */
  until: number
}

/** Answers by what was asked. Who asks while an answer is on its way gets the same. */
class AnswerCache<Value> {
  readonly #clock: Clock
  readonly #kept = new Map<string, Kept<Value>>()
  /** The last answer that held something, in case the next cannot be had. */
  readonly #last = new Map<string, { readonly values: readonly Value[]; readonly at: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get(key: string, ask: () => Promise<Answer<Value>>): Promise<readonly Value[]> {
    const known = this.#kept.get(key)
    if (known && known.until > this.#clock.now()) return known.answer
    const kept: Kept<Value> = {
      until: Infinity,
      answer: this.#ask(key, ask, (seconds) => {
        kept.until = this.#clock.now() + seconds * 1000
      }),
    }
    keep(this.#kept, key, kept)
    return kept.answer
  }

  async #ask(
    key: string,
    ask: () => Promise<Answer<Value>>,
    holds: (seconds: number) => void,
  ): Promise<readonly Value[]> {
    try {
      const { values, seconds } = await ask()
      holds(Math.min(MOST_SECONDS, Math.max(LEAST_SECONDS, seconds)))
      keep(this.#last, key, { values, at: this.#clock.now() })
      return values
    } catch (error) {
      holds(NOTHING_SECONDS)
      const last = this.#last.get(key)
      const isAnswer = error instanceof Error && 'code' in error && NOTHING.has(String(error.code))
      const isStale = !last || this.#clock.now() - last.at > STALE_MS
      return isAnswer || isStale ? [] : last.values
    }
  }
}

/** Puts the newest last, and lets the oldest go where there are too many. */
function keep<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key)
  map.set(key, value)
  const [oldest] = map.keys()
  if (map.size > MOST_ANSWERS && oldest !== undefined) map.delete(oldest)
}
