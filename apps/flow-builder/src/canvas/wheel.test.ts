import { describe, expect, test } from 'vitest'
import { wheelReader } from './wheel.ts'

const turn = {
  deltaX: 0,
  deltaY: 0,
  deltaMode: 0,
  ctrlKey: false,
  shiftKey: false,
  timeStamp: 1000,
}

describe('a wheel', () => {
  test('of a mouse zooms, away from the hand into the graph', () => {
    const meaning = wheelReader()({ ...turn, deltaY: -100 })
    expect(meaning.kind).toBe('zoom')
    expect(meaning.kind === 'zoom' && meaning.factor).toBeGreaterThan(1)
    expect(wheelReader()({ ...turn, deltaY: 3, deltaMode: 1 }).kind).toBe('zoom')
  })

  test('of two fingers on a touchpad pans against them', () => {
    expect(wheelReader()({ ...turn, deltaX: 3, deltaY: 12.5 })).toEqual({
      kind: 'pan',
      by: { x: -3, y: -12.5 },
    })
  })

  test('means with a fast flick what it meant before', () => {
    const read = wheelReader()
    read({ ...turn, deltaY: 4 })
    expect(read({ ...turn, deltaY: 120, timeStamp: 1016 }).kind).toBe('pan')
    expect(read({ ...turn, deltaY: 120, timeStamp: 3000 }).kind).toBe('zoom')
  })

  test('zooms with Ctrl and goes sideways with Shift', () => {
    expect(wheelReader()({ ...turn, deltaY: 3, ctrlKey: true }).kind).toBe('zoom')
    expect(wheelReader()({ ...turn, deltaY: 100, shiftKey: true })).toEqual({
      kind: 'pan',
      by: { x: -100, y: 0 },
    })
  })
})
