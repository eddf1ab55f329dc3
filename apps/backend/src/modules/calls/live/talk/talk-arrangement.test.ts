import { describe, expect, it } from 'vitest'
import { arrangementOf, type TalkShape } from './talk-arrangement.ts'

const talk: TalkShape = {
  consult: 'none',
  supervision: 'none',
  holding: new Set(),
  muted: new Set(),
  isCallerHidden: false,
}
const arrange = (change: Partial<TalkShape>) => arrangementOf({ ...talk, ...change })
const soundsIn = (change: Partial<TalkShape>) => Object.fromEntries(arrange(change).sounds)

describe('who hears whom', () => {
  it('is caller and agent in a plain talk', () => {
    expect(arrange({}).hears).toMatchObject({ caller: ['agent'], agent: ['caller'] })
    expect(soundsIn({})).toEqual({})
  })

  it('leaves the caller with music while agent and colleague talk', () => {
    expect(arrange({ consult: 'aside' }).hears).toMatchObject({
      caller: [],
      agent: ['consulted'],
      consulted: ['agent'],
    })
    expect(soundsIn({ consult: 'aside' })).toEqual({ caller: 'music' })
  })

  it('leaves the colleague with music while the agent is back with the caller', () => {
    expect(arrange({ consult: 'swapped' }).hears).toMatchObject({
      caller: ['agent'],
      agent: ['caller'],
      consulted: [],
    })
    expect(soundsIn({ consult: 'swapped' })).toEqual({ consulted: 'music' })
  })

  it('is everybody in a conference', () => {
    expect(arrange({ consult: 'merged' }).hears).toMatchObject({
      caller: ['agent', 'consulted'],
      agent: ['caller', 'consulted'],
      consulted: ['caller', 'agent'],
    })
    expect(soundsIn({ consult: 'merged' })).toEqual({})
  })

  it('lets the agent hear the ringing of the colleague’s phone', () => {
    expect(soundsIn({ consult: 'ringing' })).toEqual({ caller: 'music', agent: 'ringing' })
  })
})

describe('a supervisor', () => {
  const hearers = (supervision: TalkShape['supervision']) =>
    Object.entries(arrange({ consult: 'merged', supervision }).hears)
      .filter(([, heard]) => heard.includes('supervisor'))
      .map(([listener]) => listener)

  it('is heard by nobody, by the agent, or by all', () => {
    expect(hearers('monitor')).toEqual([])
    expect(hearers('whisper')).toEqual(['agent'])
    expect(hearers('barge')).toEqual(['caller', 'agent', 'consulted'])
  })

  it('hears everybody, whatever the mode', () => {
    for (const supervision of ['monitor', 'whisper', 'barge'] as const) {
      expect(arrange({ supervision }).hears['supervisor']).toEqual(['caller', 'agent', 'consulted'])
    }
  })
})

describe('hold', () => {
  it('brings music to the other side', () => {
    expect(soundsIn({ holding: new Set(['agent']) })).toEqual({ caller: 'music' })
    expect(soundsIn({ holding: new Set(['caller']) })).toEqual({ agent: 'music' })
  })

  it('by one of three leaves the others talking', () => {
    expect(soundsIn({ consult: 'merged', holding: new Set(['agent']) })).toEqual({})
  })
})

describe('a caller who enters something in secret', () => {
  it('is heard by nobody, the supervisor included, and hears as before', () => {
    const { hears } = arrange({ consult: 'merged', supervision: 'barge', isCallerHidden: true })
    expect(Object.values(hears).some((heard) => heard.includes('caller'))).toBe(false)
    expect(hears['caller']).toEqual(['agent', 'consulted', 'supervisor'])
  })
})

describe('who is muted', () => {
  it('is heard by nobody, the supervisor included', () => {
    const { hears } = arrange({
      consult: 'merged',
      supervision: 'barge',
      muted: new Set(['agent']),
    })
    expect(Object.values(hears).some((heard) => heard.includes('agent'))).toBe(false)
  })
})
