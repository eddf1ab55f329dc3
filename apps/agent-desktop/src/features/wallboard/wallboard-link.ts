import type { OpenedWallboardLink } from '@iris/contracts'
import { ApiError } from '@iris/api-client'
import type { Api } from '@iris/api-client'
import { shallowRef } from 'vue'
import type { ShallowRef } from 'vue'

type LinkState =
  | { readonly kind: 'opening' }
  | { readonly kind: 'open'; readonly tenantName: string; readonly expiresAt: string }
  | { readonly kind: 'ended'; readonly why: 'expired' | 'revoked' | 'unknown' }
  /** It is tried again by itself. */
  | { readonly kind: 'failed'; readonly error: unknown }

/** A link to the wallboard, as a page holds it that nobody is signed in to. */
export interface WallboardLinkHold {
  readonly state: Readonly<ShallowRef<LinkState>>
  /** Opens it, or tries again. Never rejects. */
  open(): Promise<void>
  /** An access token that is good for half a minute at least. Rejects where the link gives none. */
  accessToken(ask: { readonly fresh: boolean }): Promise<string>
  close(): void
}

/** A token is renewed so long before it expires. */
const renewBeforeMs = 30_000
const retryAfterMs = 5000

export function holdWallboardLink(
  api: Pick<Api, 'send' | 'now'>,
  token: string,
): WallboardLinkHold {
  const state = shallowRef<LinkState>({ kind: 'opening' })
  let opened: OpenedWallboardLink | undefined
  let trading: Promise<OpenedWallboardLink> | undefined
  let retry: ReturnType<typeof setTimeout> | undefined

  async function trade(): Promise<OpenedWallboardLink> {
    clearTimeout(retry)
    try {
      opened = await api.send('openWallboardLink', { body: { token } })
      const { tenantName, linkExpiresAt: expiresAt } = opened
      state.value = { kind: 'open', tenantName, expiresAt }
      return opened
    } catch (error) {
      fail(error)
      throw error
    } finally {
      trading = undefined
    }
  }

  function fail(error: unknown): void {
    const why = endOf(error)
    if (why) state.value = { kind: 'ended', why }
    // What is on show stays there while the network is gone; it says itself how old it is.
    else if (state.value.kind !== 'open') {
      state.value = { kind: 'failed', error }
      retry = setTimeout(() => void open(), waitMsOf(error))
    }
  }

  const tradeOnce = (): Promise<OpenedWallboardLink> => (trading ??= trade())

  async function open(): Promise<void> {
    if (token === '') state.value = { kind: 'ended', why: 'unknown' }
    else await tradeOnce().catch(() => undefined)
  }

  return {
    state,
    open,
    async accessToken({ fresh }) {
      const isGood = opened && Date.parse(opened.expiresAt) - api.now() > renewBeforeMs
      return (opened && isGood && !fresh ? opened : await tradeOnce()).accessToken
    },
    close: () => clearTimeout(retry),
  }
}

function endOf(error: unknown): 'expired' | 'revoked' | 'unknown' | undefined {
  if (!(error instanceof ApiError)) return undefined
  switch (error.code) {
    case 'link_expired':
      return 'expired'
    case 'link_revoked':
      return 'revoked'
    case 'not_found':
    case 'validation_failed':
      return 'unknown'
    default:
      return undefined
  }
}

function waitMsOf(error: unknown): number {
  const isProblem = error instanceof ApiError && error.failure.kind === 'problem'
  const seconds = isProblem ? error.failure.problem.retryAfterSeconds : undefined
  return seconds === undefined ? retryAfterMs : seconds * 1000
}
