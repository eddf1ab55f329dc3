import { effectScope } from 'vue'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { useStored } from './use-stored.ts'

const scopes: { stop: () => void }[] = []

function inScope<T>(run: () => T): T {
  const scope = effectScope(true)
  scopes.push(scope)
  return scope.run(run)!
}

afterEach(() => {
  for (const scope of scopes.splice(0)) scope.stop()
  vi.restoreAllMocks()
  localStorage.clear()
})

describe('a stored value', () => {
  test('starts from the default and is there again for the next page', () => {
    const count = inScope(() => useStored('count', 1, Number))
    expect(count.value).toBe(1)
    count.value = 5
    expect(inScope(() => useStored('count', 1, Number)).value).toBe(5)
  })

  test('follows the other tabs, back to the default when they clear it', () => {
    const count = inScope(() => useStored('count', 1, Number))
    window.dispatchEvent(new StorageEvent('storage', { key: 'count', newValue: '7' }))
    expect(count.value).toBe(7)
    window.dispatchEvent(new StorageEvent('storage', { key: 'count', newValue: null }))
    expect(count.value).toBe(1)
  })

  test('stops following when its scope ends', () => {
    const count = inScope(() => useStored('count', 1, Number))
    scopes.splice(0).forEach((scope) => scope.stop())
    window.dispatchEvent(new StorageEvent('storage', { key: 'count', newValue: '7' }))
    expect(count.value).toBe(1)
  })

  test('lasts as long as the page where storage is blocked', () => {
    const blocked = (): never => {
      throw new DOMException('blocked', 'SecurityError')
    }
    vi.spyOn(Storage.prototype, 'getItem').mockImplementation(blocked)
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(blocked)
    const count = inScope(() => useStored('count', 1, Number))
    count.value = 3
    expect(count.value).toBe(3)
  })
})
