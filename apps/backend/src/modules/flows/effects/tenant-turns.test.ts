import { describe, expect, it } from 'vitest'
import { TenantTurns } from './tenant-turns.ts'

const never = new AbortController().signal

/** A task that goes on until it is told to end, and what has begun. */
function tasks() {
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  return {
    begun,
    task: (name: string) => () => {
      begun.push(name)
      return new Promise<string>((resolve) => ends.set(name, () => resolve(name)))
    },
    end: (name: string) => ends.get(name)?.(),
  }
}

describe('turns', () => {
  it('are given in the order they are asked for, so many at once', async () => {
    const turns = new TenantTurns(2)
    const { begun, task, end } = tasks()
    const all = ['a', 'b', 'c', 'd'].map((name) => turns.run('t', never, task(name)))
    await expect.poll(() => begun).toEqual(['a', 'b'])
    end('b')
    await expect.poll(() => begun).toEqual(['a', 'b', 'c'])
    end('a')
    await expect.poll(() => begun).toEqual(['a', 'b', 'c', 'd'])
    end('c')
    end('d')
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd'])
    expect(turns.size).toBe(0)
  })

  it('of one tenant do not wait for another', async () => {
    const turns = new TenantTurns(1)
    const { begun, task, end } = tasks()
    const both = [turns.run('t', never, task('a')), turns.run('u', never, task('b'))]
    await expect.poll(() => begun).toEqual(['a', 'b'])
    end('a')
    end('b')
    await Promise.all(both)
    expect(turns.size).toBe(0)
  })

  it('pass over whoever has given up, and are given back after a failure', async () => {
    const turns = new TenantTurns(1)
    const { begun, task, end } = tasks()
    const first = turns.run('t', never, task('a'))
    const giveUp = new AbortController()
    const second = turns.run('t', giveUp.signal, task('b'))
    const third = turns.run('t', never, () => Promise.reject(new Error('as it should')))
    giveUp.abort(new Error('given up'))
    await expect(second).rejects.toThrow('given up')
    end('a')
    await first
    await expect(third).rejects.toThrow('as it should')
    expect(await turns.run('t', never, async () => 'free')).toBe('free')
    await expect(turns.run('t', giveUp.signal, task('c'))).rejects.toThrow('given up')
    expect(begun).toEqual(['a'])
    expect(turns.size).toBe(0)
  })
})
