import { afterEach, describe, expect, test, vi } from 'vitest'
import { effectScope } from 'vue'
import type { EffectScope } from 'vue'
import { usePhoneTab } from './phone-tab.ts'

interface Request {
  readonly signal: AbortSignal | undefined
  readonly callback: () => Promise<void>
  readonly resolve: () => void
  readonly reject: (reason: unknown) => void
}

/** One lock as the Web Locks API has it (W3C Web Locks §4): a queue, given back when its callback settles, and stolen. */
class Lock implements Pick<LockManager, 'query'> {
  readonly #queue: Request[] = []
  #holder: Request | undefined

  async query(): Promise<LockManagerSnapshot> {
    return {
      held: this.#holder ? [{ name: 'iris.desk-phone', mode: 'exclusive' }] : [],
      pending: [],
    }
  }

  readonly request = (_name: string, options: LockOptions, callback: () => Promise<void>) =>
    new Promise<void>((resolve, reject) => {
      const { signal } = options
      const request: Request = { signal, callback, resolve, reject }
      signal?.addEventListener('abort', () => {
        const place = this.#queue.indexOf(request)
        if (place >= 0) this.#queue.splice(place, 1)
        if (place >= 0) reject(aborted())
      })
      if (options.steal) {
        this.#holder?.reject(aborted())
        this.#holder = undefined
        this.#queue.unshift(request)
      } else this.#queue.push(request)
      this.#next()
    })

  #next(): void {
    if (this.#holder) return
    const holder = this.#queue.shift()
    if (!holder) return
    this.#holder = holder
    void holder.callback().then(() => {
      if (this.#holder === holder) this.#holder = undefined
      holder.resolve()
      this.#next()
    })
  }
}

const aborted = () => new DOMException('aborted', 'AbortError')

const scopes: EffectScope[] = []
afterEach(() => scopes.splice(0).forEach((scope) => scope.stop()))

function openTab(lock: Lock) {
  const scope = effectScope()
  scopes.push(scope)
  // The tests need no more of it than these two.
  const tab = scope.run(() => usePhoneTab(lock as unknown as LockManager))!
  tab.ask()
  return { ...tab, close: () => scope.stop() }
}

describe('the phone of a browser', () => {
  test('is in the tab that asked first', async () => {
    const lock = new Lock()
    const first = openTab(lock)
    await vi.waitFor(() => expect(first.holder.value).toBe('here'))
    const second = openTab(lock)
    await vi.waitFor(() => expect(second.holder.value).toBe('elsewhere'))
  })

  test('goes to the next tab when its tab is closed', async () => {
    const lock = new Lock()
    const first = openTab(lock)
    await vi.waitFor(() => expect(first.holder.value).toBe('here'))
    const second = openTab(lock)
    await vi.waitFor(() => expect(second.holder.value).toBe('elsewhere'))
    first.close()
    await vi.waitFor(() => expect(second.holder.value).toBe('here'))
  })

  test('can be taken over, and taken back', async () => {
    const lock = new Lock()
    const first = openTab(lock)
    await vi.waitFor(() => expect(first.holder.value).toBe('here'))
    const second = openTab(lock)
    await vi.waitFor(() => expect(second.holder.value).toBe('elsewhere'))
    second.take()
    await vi.waitFor(() =>
      expect([first.holder.value, second.holder.value]).toEqual(['elsewhere', 'here']),
    )
    first.take()
    await vi.waitFor(() =>
      expect([first.holder.value, second.holder.value]).toEqual(['here', 'elsewhere']),
    )
  })

  test('goes back to the tab it was taken from when the other is closed', async () => {
    const lock = new Lock()
    const first = openTab(lock)
    await vi.waitFor(() => expect(first.holder.value).toBe('here'))
    const second = openTab(lock)
    second.take()
    await vi.waitFor(() => expect(first.holder.value).toBe('elsewhere'))
    second.close()
    await vi.waitFor(() => expect(first.holder.value).toBe('here'))
  })

  test('is here where the browser cannot tell of tabs', () => {
    const scope = effectScope()
    scopes.push(scope)
    const tab = scope.run(() => usePhoneTab(null))!
    tab.ask()
    expect(tab.holder.value).toBe('here')
  })
})
