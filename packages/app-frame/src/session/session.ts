import type { Me, Permission, SignedIn } from '@iris/contracts'
import { Api, ApiError } from '@iris/api-client'
import type { ApiOptions } from '@iris/api-client'
import { computed, shallowRef } from 'vue'
import type { ComputedRef, ShallowRef } from 'vue'

/** `new`: nobody was signed in; `asked`: they signed out; `ended`: the session was ended from elsewhere, or grew too old. */
type SignOutReason = 'new' | 'asked' | 'ended'

export type SessionState =
  | { readonly kind: 'resuming' }
  /** Iris did not answer, so nobody knows whether somebody is signed in. */
  | { readonly kind: 'unreachable'; readonly error: unknown }
  | { readonly kind: 'signed-out'; readonly why: SignOutReason }
  | { readonly kind: 'signed-in'; readonly me: Me }

/** Who is signed in to this page, kept in step with the origin's other tabs. */
export interface Session {
  readonly api: Api
  readonly state: Readonly<ShallowRef<SessionState>>
  readonly me: ComputedRef<Me | undefined>
  /** Picks up the session the browser's cookie stands for. Settles when that is known; never rejects. */
  resume(): Promise<void>
  /** Rejects with `ApiError`. */
  signIn(email: string, password: string): Promise<void>
  /** Rejects with `ApiError`. */
  signOut(where: 'here' | 'everywhere'): Promise<void>
  /** Whether the signed-in user may do one of these; nothing named needs no permission. */
  may(...anyOf: readonly Permission[]): boolean
  close(): void
}

export interface SessionOptions extends Omit<ApiOptions, 'onSession'> {
  /** Called when another tab signed in somebody else: what is on show is not theirs. */
  readonly onOtherUser: () => void
}

/** What tabs tell each other. */
type Notice =
  | { readonly kind: 'signed-in'; readonly userId: string }
  | { readonly kind: 'signed-out' }

export function createSession({ onOtherUser, ...apiOptions }: SessionOptions): Session {
  const state = shallowRef<SessionState>({ kind: 'resuming' })
  const me = computed(() => (state.value.kind === 'signed-in' ? state.value.me : undefined))
  const tabs = new BroadcastChannel('iris.session')
  const api = new Api({ ...apiOptions, onSession })
  let isAsked = false

  function onSession(signedIn: SignedIn | undefined): void {
    if (!signedIn) return become({ kind: 'signed-out', why: reason() })
    const { user } = signedIn.me
    if (me.value && me.value.user.id !== user.id) onOtherUser()
    become({ kind: 'signed-in', me: signedIn.me })
  }

  function reason(): SignOutReason {
    if (isAsked) return 'asked'
    return me.value ? 'ended' : 'new'
  }

  function become(next: SessionState): void {
    // A sign-out says why once; what follows from it does not say otherwise.
    if (next.kind === 'signed-out' && state.value.kind === 'signed-out') return
    state.value = next
  }

  function tell(notice: Notice): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- channels have none
    tabs.postMessage(notice)
  }

  async function resume(): Promise<void> {
    try {
      if (!(await api.resume())) become({ kind: 'signed-out', why: 'new' })
    } catch (error) {
      if (state.value.kind !== 'signed-in') become({ kind: 'unreachable', error })
    }
  }

  tabs.addEventListener('message', ({ data }: MessageEvent<Notice>) => {
    if (data.kind === 'signed-out') {
      isAsked = true
      api.forget()
    } else if (!me.value) void resume()
    else if (me.value.user.id !== data.userId) onOtherUser()
  })

  return {
    api,
    state,
    me,
    resume,
    async signIn(email, password) {
      isAsked = false
      const signedIn = await api.signIn(email, password)
      tell({ kind: 'signed-in', userId: signedIn.me.user.id })
    },
    async signOut(where) {
      isAsked = true
      try {
        await api.signOut(where)
      } catch (error) {
        // Signed out already is signed out.
        if (!(error instanceof ApiError) || error.code !== 'session_ended') {
          isAsked = false
          throw error
        }
      }
      tell({ kind: 'signed-out' })
    },
    may: (...anyOf) =>
      anyOf.length === 0 || anyOf.some((permission) => me.value?.permissions.includes(permission)),
    close: () => tabs.close(),
  }
}
