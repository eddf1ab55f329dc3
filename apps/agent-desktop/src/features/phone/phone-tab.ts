import { onScopeDispose, readonly, ref } from 'vue'
import type { Ref } from 'vue'

/** Which tab of this browser has the phone: of several, one only may ring. */
export type PhoneHolder = 'asking' | 'here' | 'elsewhere'

export interface PhoneTab {
  readonly holder: Readonly<Ref<PhoneHolder>>
  /** Asks for the phone, and gets it when no other tab has it any more. */
  ask(): void
  /** Takes it over from the tab that has it. */
  take(): void
  /** Lets the next tab have it. */
  release(): void
}

const lockName = 'iris.desk-phone'

/**
 * Lets one tab hold the phone, by a Web Lock: it is given back when the tab closes or crashes, and then goes to the tab
 * that has waited longest.
 */
export function usePhoneTab(locks: LockManager | null = navigator.locks ?? null): PhoneTab {
  const holder = ref<PhoneHolder>('asking')
  /** The request that counts; what becomes of an older one is of no interest. */
  let turn: AbortController | undefined
  let letGo: (() => void) | undefined

  async function request(manager: LockManager, how: 'in line' | 'by force'): Promise<void> {
    turn?.abort()
    const mine = new AbortController()
    turn = mine
    const hold = (): Promise<void> =>
      new Promise((resolve) => {
        holder.value = 'here'
        letGo = resolve
      })
    const options = how === 'by force' ? { steal: true } : { signal: mine.signal }
    try {
      await manager.request(lockName, options, hold)
    } catch {
      if (mine !== turn) return
      // Another tab has taken it; when that one is gone, it comes back.
      holder.value = 'elsewhere'
      await request(manager, 'in line')
    }
  }

  async function ask(manager: LockManager): Promise<void> {
    const { held = [] } = await manager.query()
    if (held.some(({ name }) => name === lockName)) holder.value = 'elsewhere'
    await request(manager, 'in line')
  }

  function release(): void {
    turn?.abort()
    turn = undefined
    letGo?.()
    letGo = undefined
    holder.value = 'asking'
  }

  onScopeDispose(release)
  return {
    holder: readonly(holder),
    ask() {
      if (locks) void ask(locks)
      else holder.value = 'here'
    },
    take() {
      if (locks) void request(locks, 'by force')
    },
    release,
  }
}
