import type { RouteAnswer, RouteCall, RouteName, Routes, SignedIn } from '@iris/contracts'
import { ApiError, failureOf } from './api-error.ts'
import { routeTable } from './route-table.ts'

type CallsByName = { readonly [Name in RouteName]: RouteCall<Routes[Name]> }
type SentByName = {
  readonly [Name in RouteName]: Record<never, never> extends CallsByName[Name]
    ? [call?: CallsByName[Name]]
    : [call: CallsByName[Name]]
}
/** As interfaces, since of a mapped type the compiler works out every combination of parts that any routes take: too many. */
interface Calls extends CallsByName {}
interface Sent extends SentByName {}

/** Sends a route's call and resolves with its answer. Rejects with `ApiError` only. */
export type Send = <Name extends RouteName>(
  name: Name,
  ...call: Sent[Name]
) => Promise<RouteAnswer<Routes[Name]>>

export interface ApiOptions {
  /** Where the backend is; the page's own origin by default. */
  readonly origin?: string
  readonly fetch?: typeof fetch
  readonly timeoutMs?: number
  /** Called whenever who is signed in may have changed. */
  readonly onSession?: (signedIn: SignedIn | undefined) => void
}

/** The routes whose answer is no JSON but audio. */
type ContentRoute = {
  [Name in RouteName]: Routes[Name] extends { readonly content: unknown } ? Name : never
}[RouteName]

interface Parts {
  readonly params?: Readonly<Record<string, string | number>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
  /** The entity tag of what the body was made from. */
  readonly ifMatch?: string
}

const refreshBeforeMs = 30_000
/** For audio, which may be an hour of it. */
const largeTimeoutMs = 300_000
const tokenless: ReadonlySet<RouteName> = new Set([
  'signIn',
  'refreshSession',
  'mintGuestPhone',
  'openWallboardLink',
])

/**
 * The typed client of the API. It keeps the access token in memory, renews it before and after it expires, gives every
 * POST an `Idempotency-Key`, and sends once more what the network lost.
 */
export class Api {
  readonly #options: ApiOptions
  #signedIn: SignedIn | undefined
  #clockSkewMs = 0
  #renewal: Promise<SignedIn> | undefined

  constructor(options: ApiOptions = {}) {
    this.#options = options
  }

  get signedIn(): SignedIn | undefined {
    return this.#signedIn
  }

  /** The time at the backend, in milliseconds since the epoch: what its timestamps are to be compared with. */
  readonly now = (): number => Date.now() + this.#clockSkewMs

  // The compiler holds callers to the route's own parts; here they are just parts, or there are too many kinds of them for it.
  readonly send: Send = async (name, ...call: readonly unknown[]) =>
    (await this.#send(name, isParts(call[0]) ? call[0] : {})) as never

  /** Loads the audio of a route that answers with some. Rejects with `ApiError` only. */
  async load<Name extends ContentRoute>(name: Name, call: Calls[Name]): Promise<Blob> {
    return (await this.#send(name, call)) as Blob
  }

  async #send(name: RouteName, parts: Parts): Promise<unknown> {
    const needsToken = !tokenless.has(name)
    try {
      return await this.#request(name, parts, needsToken ? await this.token() : undefined)
    } catch (error) {
      if (hasEnded(error)) this.forget()
      if (!needsToken || !isStale(error)) throw error
      return await this.#request(name, parts, (await this.renew()).accessToken)
    }
  }

  async signIn(email: string, password: string): Promise<SignedIn> {
    return this.#become(await this.send<'signIn'>('signIn', { body: { email, password } }))
  }

  /** Picks up the session the browser's cookie stands for; `undefined` when there is none. */
  async resume(): Promise<SignedIn | undefined> {
    try {
      return await this.renew()
    } catch (error) {
      if (error instanceof ApiError && error.code === 'session_ended') return undefined
      throw error
    }
  }

  async signOut(where: 'here' | 'everywhere' = 'here'): Promise<void> {
    await this.send(where === 'here' ? 'signOut' : 'signOutEverywhere')
    this.forget()
  }

  /** Forgets the session without ending it: another tab did, or the backend. */
  forget(): void {
    if (this.#signedIn) this.#become(undefined)
  }

  /** An access token that is good for a while, for what is not a route: the event stream. */
  async token(): Promise<string> {
    const signedIn = this.#signedIn
    const isFresh = signedIn && Date.parse(signedIn.expiresAt) - this.now() > refreshBeforeMs
    return isFresh ? signedIn.accessToken : (await this.renew()).accessToken
  }

  /** Trades the refresh cookie in, once for all who ask meanwhile. */
  renew(): Promise<SignedIn> {
    this.#renewal ??= this.send('refreshSession')
      .then((signedIn) => this.#become(signedIn))
      .finally(() => {
        this.#renewal = undefined
      })
    return this.#renewal
  }

  #become<S extends SignedIn | undefined>(signedIn: S): S {
    this.#signedIn = signedIn
    this.#options.onSession?.(signedIn)
    return signedIn
  }

  async #request(name: RouteName, parts: Parts, token: string | undefined): Promise<unknown> {
    const [method] = routeTable[name]
    const headers = new Headers({ Accept: 'application/json, audio/*' })
    if (token !== undefined) headers.set('Authorization', `Bearer ${token}`)
    if (method === 'POST') headers.set('Idempotency-Key', crypto.randomUUID())
    if (parts.ifMatch !== undefined) headers.set('If-Match', `"${parts.ifMatch}"`)
    // The last beat of a page that is being left has to outlive it.
    const keepalive = name === 'beat'
    const init: RequestInit = { method, headers, credentials: 'same-origin', keepalive }
    if (parts.body instanceof Blob) {
      headers.set('Content-Type', parts.body.type)
      init.body = parts.body
    } else if (parts.body !== undefined) {
      headers.set('Content-Type', 'application/json')
      init.body = JSON.stringify(parts.body)
    }
    const isAudio = routeTable[name][1].endsWith('/audio')
    const timeoutMs = isAudio ? largeTimeoutMs : (this.#options.timeoutMs ?? 15_000)
    const response = await this.#fetch(this.#address(name, parts), init, timeoutMs)
    this.#clockSkewMs = skewOf(response.headers.get('date'), Date.now()) ?? this.#clockSkewMs
    if (!response.ok) throw new ApiError(await failureOf(response))
    if (response.status === 204) return undefined
    const isJson = response.headers.get('content-type')?.includes('json') ?? false
    return isJson ? response.json() : response.blob()
  }

  /** Every route may be repeated: reads, PUT, PATCH and DELETE by nature, POST by its key. */
  async #fetch(address: string, init: RequestInit, timeoutMs: number): Promise<Response> {
    try {
      return await this.#fetchOnce(address, init, timeoutMs)
    } catch (error) {
      if (error instanceof ApiError && error.failure.kind === 'unreachable')
        return this.#fetchOnce(address, init, timeoutMs)
      throw error
    }
  }

  async #fetchOnce(address: string, init: RequestInit, timeoutMs: number): Promise<Response> {
    const send = this.#options.fetch ?? fetch
    try {
      return await send(address, {
        ...init,
        signal: AbortSignal.timeout(timeoutMs),
      })
    } catch (cause) {
      const kind =
        cause instanceof DOMException && cause.name === 'TimeoutError' ? 'timeout' : 'unreachable'
      throw new ApiError({ kind }, { cause })
    }
  }

  #address(name: RouteName, { params = {}, query = {} }: Parts): string {
    const path = routeTable[name][1].replaceAll(/\{(\w+)\}/g, (_whole, key: string) =>
      encodeURIComponent(String(params[key])),
    )
    const search = new URLSearchParams()
    for (const [key, value] of Object.entries(query)) {
      if (value !== undefined && value !== '') search.set(key, String(value))
    }
    return `${this.#options.origin ?? ''}${path}${search.size > 0 ? `?${search}` : ''}`
  }
}

function isParts(call: unknown): call is Parts {
  return typeof call === 'object' && call !== null
}

function isStale(error: unknown): boolean {
  return (
    error instanceof ApiError && (error.code === 'token_expired' || error.code === 'not_signed_in')
  )
}

function hasEnded(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'session_ended'
}

/** The header has whole seconds and travels a while: less than two seconds' difference is none. */
function skewOf(date: string | null, nowMs: number): number | undefined {
  const backendMs = Date.parse(date ?? '') + 500
  if (Number.isNaN(backendMs)) return undefined
  const skewMs = backendMs - nowMs
  return Math.abs(skewMs) < 2000 ? 0 : skewMs
}
