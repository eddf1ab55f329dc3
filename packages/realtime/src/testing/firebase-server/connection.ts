import type { Asker, Changes, DatabaseState } from './database-state.ts'
import { messageReader, type Request } from './messages.ts'
import { holderOf } from './tokens.ts'
import { partsOf } from './tree.ts'

interface Write {
  readonly path: string
  readonly changes: Changes
}

/** One client of the database. */
export class Connection {
  readonly #state: DatabaseState
  readonly #send: (message: object) => void
  readonly #listens = new Set<string>()
  readonly #atTheEnd: Write[] = []
  readonly #stop: () => void
  #asker: Asker = { kind: 'browser', auth: null }
  readonly take: (frame: string) => void

  constructor(state: DatabaseState, send: (message: object) => void) {
    this.#state = state
    this.#send = send
    this.take = messageReader((number, request) => this.#answer(number, request))
    this.#stop = state.add({ changed: (path, changes) => this.#tell(path, changes) })
  }

  greet(host: string): void {
    const hello = { ts: Date.now(), v: '5', h: host, s: 'session' }
    this.#send({ t: 'c', d: { t: 'h', d: hello } })
  }

  close(): void {
    this.#stop()
    for (const { path, changes } of this.#atTheEnd) this.#write(path, changes)
  }

  #answer(number: number, request: Request): void {
    const body = this.#do(request)
    this.#send({ t: 'd', d: { r: number, b: body } })
  }

  #do(request: Request): object {
    switch (request.a) {
      case 'auth':
      case 'gauth':
        return this.#become(request.b.cred)
      case 'q':
        return this.#listen(request.b.p)
      case 'g':
        if (!this.#state.mayRead(this.#asker, request.b.p)) return denied
        return { s: 'ok', d: this.#state.valueAt(request.b.p) }
      case 'n':
        this.#listens.delete(keyOf(request.b.p))
        return ok
      case 'p':
        return this.#write(request.b.p, { '': request.b.d })
      case 'm':
        return this.#write(request.b.p, request.b.d)
      case 'o':
        return this.#writeAtTheEnd(request.b.p, { '': request.b.d })
      case 'om':
        return this.#writeAtTheEnd(request.b.p, request.b.d)
      case 'oc':
        this.#atTheEnd.splice(0)
        return ok
      case 'unauth':
        this.#asker = { kind: 'browser', auth: null }
        return ok
      case 'appcheck':
      case 'unappcheck':
      case 's':
        return ok
    }
  }

  #become(credential: string): object {
    // What the SDK of servers sends to Google's emulators.
    if (credential === 'owner') this.#asker = { kind: 'admin' }
    else this.#asker = { kind: 'browser', auth: holderOf(credential) }
    return { s: 'ok', d: { auth: {} } }
  }

  #listen(path: string): object {
    if (!this.#state.mayRead(this.#asker, path)) return denied
    this.#listens.add(keyOf(path))
    this.#push('d', path, this.#state.valueAt(path))
    return ok
  }

  #write(path: string, changes: Changes): object {
    if (!this.#state.mayWrite(this.#asker, path, changes)) return denied
    this.#state.write(path, changes)
    return ok
  }

  #writeAtTheEnd(path: string, changes: Changes): object {
    if (!this.#state.mayWrite(this.#asker, path, changes)) return denied
    this.#atTheEnd.push({ path, changes })
    return ok
  }

  /** Each place that is heard is told by one message: what has changed below it, or the whole where all of it was written. */
  #tell(path: string, changes: Changes): void {
    const written = Object.entries(changes).map(([below, value]) => ({
      at: keyOf(`${path}/${below}`),
      value,
    }))
    for (const heard of this.#listens) {
      const isWhole = written.some(({ at }) => isAtOrBelow(heard, at))
      if (isWhole) {
        this.#push('d', heard, this.#state.valueAt(heard))
        continue
      }
      const below = written.filter(({ at }) => isAtOrBelow(at, heard))
      const merged = below.map(({ at, value }) => [at.slice(heard.length + 1), value] as const)
      if (merged.length > 0) this.#push('m', heard, Object.fromEntries(merged))
    }
  }

  #push(action: 'd' | 'm', path: string, data: unknown): void {
    this.#send({ t: 'd', d: { a: action, b: { p: path, d: data } } })
  }
}

const ok = { s: 'ok', d: '' }
const denied = { s: 'permission_denied', d: 'Permission denied' }

const keyOf = (path: string): string => partsOf(path).join('/')

const isAtOrBelow = (one: string, other: string): boolean => `${one}/`.startsWith(`${other}/`)
