import { splitList } from './parameters.ts'

/** Compact forms (RFC 3261 §7.3.3, RFC 3515, 3892, 4028, 6665 …). */
const COMPACT: Readonly<Record<string, string>> = {
  a: 'accept-contact',
  b: 'referred-by',
  c: 'content-type',
  d: 'request-disposition',
  e: 'content-encoding',
  f: 'from',
  i: 'call-id',
  j: 'reject-contact',
  k: 'supported',
  l: 'content-length',
  m: 'contact',
  n: 'identity-info',
  o: 'event',
  r: 'refer-to',
  s: 'subject',
  t: 'to',
  u: 'allow-events',
  v: 'via',
  x: 'session-expires',
  y: 'identity',
}

const WRITTEN: Readonly<Record<string, string>> = {
  'call-id': 'Call-ID',
  cseq: 'CSeq',
  'min-se': 'Min-SE',
  'www-authenticate': 'WWW-Authenticate',
  rseq: 'RSeq',
  rack: 'RAck',
}

const knownNames = new Map<string, string>()

/** The lower-case, long form of a header's name. */
function canonicalName(name: string): string {
  const known = knownNames.get(name)
  if (known !== undefined) return known
  const lower = name.toLowerCase()
  const canonical = COMPACT[lower] ?? lower
  // Names come from the network: the memory of them is bounded.
  if (knownNames.size < 500 && name.length < 40) knownNames.set(name, canonical)
  return canonical
}

const writtenNames = new Map<string, string>()

/** The usual spelling of a canonical name: `call-id` is written `Call-ID`. */
export function writtenName(canonical: string): string {
  const known = writtenNames.get(canonical)
  if (known !== undefined) return known
  const written =
    WRITTEN[canonical] ??
    canonical.replaceAll(
      /(^|-)([a-z])/g,
      (_, dash: string, letter: string) => `${dash}${letter.toUpperCase()}`,
    )
  if (writtenNames.size < 500 && canonical.length < 40) writtenNames.set(canonical, written)
  return written
}

/** Header fields by canonical name, each with its values in the order they came. Values are octet strings. */
export class Headers {
  readonly #values = new Map<string, string[]>()

  static of(entries: Iterable<readonly [name: string, value: string]>): Headers {
    const headers = new Headers()
    for (const [name, value] of entries) headers.add(name, value)
    return headers
  }

  add(name: string, value: string): void {
    const canonical = canonicalName(name)
    const values = this.#values.get(canonical)
    if (values) values.push(value)
    else this.#values.set(canonical, [value])
  }

  set(name: string, value: string): void {
    this.#values.set(canonicalName(name), [value])
  }

  /** The first value. */
  get(name: string): string | undefined {
    return this.#values.get(name)?.[0]
  }

  all(name: string): readonly string[] {
    return this.#values.get(name) ?? []
  }

  has(name: string): boolean {
    return this.#values.has(name)
  }

  /** Every element of a comma-separated header, over all its lines; values with an open quote count as one element. */
  list(name: string): string[] {
    return this.all(name).flatMap((value) => splitList(value) ?? [value])
  }

  /** The elements of a list of tokens in lower case, as Supported, Require and Allow are compared. */
  tokens(name: string): Set<string> {
    return new Set(this.list(name).map((value) => value.toLowerCase()))
  }

  *[Symbol.iterator](): Generator<readonly [name: string, value: string]> {
    for (const [name, values] of this.#values) {
      for (const value of values) yield [name, value]
    }
  }
}
