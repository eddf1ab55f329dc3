import { describe, expect, it } from 'vitest'
import { BoundedCache } from './bounded-cache.ts'

function cache() {
  const made: string[] = []
  const of = (key: string) => {
    made.push(key)
    return key.length
  }
  return { made, cache: new BoundedCache(of, { most: 3, longestKey: 5 }) }
}

describe('BoundedCache', () => {
  it('makes what it is asked for once', () => {
    const { made, cache: lengths } = cache()
    expect([lengths.get('one'), lengths.get('one')]).toEqual([3, 3])
    expect(made).toEqual(['one'])
  })

  it('forgets what has not been used for longest', () => {
    const { made, cache: lengths } = cache()
    for (const key of ['a', 'b', 'c', 'a', 'd', 'a', 'c', 'b']) lengths.get(key)
    expect(made).toEqual(['a', 'b', 'c', 'd', 'b'])
    expect(lengths.size).toBe(3)
  })

  it('does not keep a long key', () => {
    const { made, cache: lengths } = cache()
    expect([lengths.get('longer'), lengths.get('longer')]).toEqual([6, 6])
    expect(made).toHaveLength(2)
    expect(lengths.size).toBe(0)
  })
})
