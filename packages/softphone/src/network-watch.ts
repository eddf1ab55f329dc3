/** Where a browser tells of its network; in tests something smaller. */
type NetworkSource = Pick<EventTarget, 'addEventListener' | 'removeEventListener'>

export interface NetworkWatchOptions {
  /** The browser says that it has a network again. */
  readonly onBack: () => void
  /** Something happened after which a connection may be dead without showing it. */
  readonly onDoubt: () => void
  readonly source?: NetworkSource
}

const lookEveryMs = 10_000
/** More than the once a minute that hidden pages' timers are slowed down to. */
const sleptMs = 90_000

/** Watches for a network that goes and comes, and for the machine's sleep. Gives the way to stop. */
export function watchNetwork({ onBack, onDoubt, source }: NetworkWatchOptions): () => void {
  const browser = source ?? globalThis
  let lookedAt = Date.now()
  const looking = setInterval(() => {
    const sinceMs = Date.now() - lookedAt
    lookedAt = Date.now()
    if (sinceMs > sleptMs) onDoubt()
  }, lookEveryMs)
  browser.addEventListener('online', onBack)
  browser.addEventListener('offline', onDoubt)
  return () => {
    clearInterval(looking)
    browser.removeEventListener('online', onBack)
    browser.removeEventListener('offline', onDoubt)
  }
}
