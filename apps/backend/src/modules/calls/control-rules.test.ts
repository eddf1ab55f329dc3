import { type CallAction, type Consult, recordingDeeds } from '@iris/contracts'
import { describe, expect, it } from 'vitest'
import { type ControlledCall, type Controller, objectionTo } from './control-rules.ts'

const agent: Controller = {
  userId: 'ada',
  mayControl: false,
  mayTalk: true,
  mayMonitor: false,
  mayPlace: true,
  mayProgram: false,
}
const colleague: Controller = { ...agent, userId: 'ben' }
const supervisor: Controller = {
  userId: 'sue',
  mayControl: true,
  mayTalk: true,
  mayMonitor: true,
  mayPlace: true,
  mayProgram: true,
}
const talking: ControlledCall = {
  state: 'connected',
  agentId: 'ada',
  consult: null,
  supervision: null,
}
const consulting = (state: Consult['state']): ControlledCall => ({
  ...talking,
  consult: { state, party: { kind: 'agent', agent: { id: 'ben', name: 'Ben' } }, muted: [] },
})
const supervisedBy = (id: string): ControlledCall => ({
  ...talking,
  supervision: { mode: 'monitor', state: 'joined', supervisor: { id, name: 'Sue' } },
})
const code = (action: CallAction, call: ControlledCall, by: Controller) =>
  objectionTo(action, call, by)?.code

const transfer: CallAction = { kind: 'transfer', to: { kind: 'queue', queueId: 'q' } }
const supervise: CallAction = { kind: 'supervise', mode: 'monitor' }

describe('whose call it is', () => {
  it('decides who may act: its agent, and whoever may control calls', () => {
    expect(code(transfer, talking, agent)).toBeUndefined()
    expect(code(transfer, talking, supervisor)).toBeUndefined()
    expect(code(transfer, talking, colleague)).toBe('forbidden')
    expect(code({ kind: 'complete' }, consulting('aside'), colleague)).toBe('forbidden')
  })
})

describe('what servers do with calls', () => {
  const server: Controller = {
    ...agent,
    userId: 'dev',
    mayTalk: false,
    mayProgram: true,
  }
  const add: CallAction = { kind: 'dial', to: { kind: 'agent', agentId: 'ben' } }

  it('includes recordings, of any call that was answered, but of conferences', () => {
    const inFlow: ControlledCall = { ...talking, state: 'in_flow', agentId: null }
    for (const kind of recordingDeeds) {
      expect(code({ kind }, inFlow, server)).toBeUndefined()
      expect(code({ kind }, talking, colleague)).toBe('forbidden')
      expect(code({ kind }, { ...inFlow, state: 'ringing' }, server)).toBe('conflict')
      expect(code({ kind }, { ...inFlow, state: 'in_conference' }, server)).toBe('conflict')
    }
  })

  it('adds one party to a talk, where somebody may control it', () => {
    expect(code(add, talking, supervisor)).toBeUndefined()
    expect(code(add, talking, agent)).toBeUndefined()
    expect(code(add, talking, server)).toBe('forbidden')
    expect(code(add, consulting('merged'), agent)).toBe('conflict')
    expect(code(add, { ...talking, state: 'queued', agentId: null }, supervisor)).toBe('conflict')
    expect(code(add, { ...talking, agentId: null }, supervisor)).toBe('conflict')
  })
})

describe('a call that its agent dials', () => {
  const dialling: ControlledCall = { ...talking, state: 'ringing' }

  it('can be ended, and nothing else until it is taken', () => {
    expect(code({ kind: 'hangup' }, dialling, agent)).toBeUndefined()
    expect(code(transfer, dialling, agent)).toBe('conflict')
    expect(code(supervise, dialling, supervisor)).toBe('conflict')
  })
})

describe('a number outside', () => {
  const to = { kind: 'number', number: '+15550107777' } as const
  const forwarded: ControlledCall = { ...talking, agentId: null }

  it('is for those who may place calls', () => {
    expect(code({ kind: 'transfer', to }, talking, agent)).toBeUndefined()
    expect(code({ kind: 'consult', to }, talking, agent)).toBeUndefined()
    expect(code({ kind: 'transfer', to }, talking, { ...agent, mayPlace: false })).toBe('forbidden')
    expect(code({ kind: 'consult', to }, talking, { ...agent, mayPlace: false })).toBe('forbidden')
  })

  it('that has the caller leaves the call to those who may control calls', () => {
    expect(code({ kind: 'hangup' }, forwarded, agent)).toBe('forbidden')
    expect(code({ kind: 'hangup' }, forwarded, supervisor)).toBeUndefined()
    expect(code({ kind: 'mute', party: 'caller' }, forwarded, supervisor)).toBeUndefined()
    expect(code(transfer, forwarded, supervisor)).toBe('conflict')
    expect(code({ kind: 'park' }, forwarded, supervisor)).toBe('conflict')
  })

  it('that has the caller can be listened to and joined, but there is nobody to whisper to', () => {
    expect(code(supervise, forwarded, supervisor)).toBeUndefined()
    expect(code({ ...supervise, mode: 'barge' }, forwarded, supervisor)).toBeUndefined()
    expect(code({ ...supervise, mode: 'whisper' }, forwarded, supervisor)).toBe('conflict')
  })
})

describe('supervising', () => {
  it('needs a permission, and is not for one’s own call', () => {
    expect(code(supervise, talking, supervisor)).toBeUndefined()
    expect(code(supervise, talking, agent)).toBe('forbidden')
    expect(code(supervise, { ...talking, agentId: 'sue' }, supervisor)).toBe('conflict')
  })

  it('is for one at a time, who may change how', () => {
    expect(code(supervise, supervisedBy('tom'), supervisor)).toBe('conflict')
    expect(code({ ...supervise, mode: 'barge' }, supervisedBy('sue'), supervisor)).toBeUndefined()
  })

  it('can be ended by the one who does it, when it goes on', () => {
    expect(code({ kind: 'stop_supervising' }, supervisedBy('ben'), colleague)).toBeUndefined()
    expect(code({ kind: 'stop_supervising' }, supervisedBy('sue'), agent)).toBe('forbidden')
    expect(code({ kind: 'stop_supervising' }, talking, supervisor)).toBe('conflict')
  })
})

describe('a parked call', () => {
  const pickUp: CallAction = { kind: 'pick_up' }
  const parked: ControlledCall = { ...talking, state: 'parked', agentId: null }

  it('is anybody’s who has a phone, and nobody’s once it was picked up', () => {
    expect(code(pickUp, parked, colleague)).toBeUndefined()
    expect(code(pickUp, parked, { ...colleague, mayTalk: false })).toBe('forbidden')
    expect(code(pickUp, talking, colleague)).toBe('conflict')
    expect(code({ kind: 'park' }, talking, agent)).toBeUndefined()
    expect(code({ kind: 'park' }, talking, colleague)).toBe('forbidden')
    expect(code({ kind: 'park' }, consulting('aside'), agent)).toBe('conflict')
  })
})

describe('what fits', () => {
  it('is decided by where the call stands', () => {
    for (const state of ['queued', 'transferring', 'in_conference', 'ended'] as const) {
      expect(code(transfer, { ...talking, state }, agent)).toBe('conflict')
    }
    expect(code({ kind: 'hangup' }, { ...talking, state: 'queued' }, supervisor)).toBeUndefined()
    expect(code({ kind: 'hangup' }, { ...talking, state: 'in_conference' }, agent)).toBeUndefined()
    expect(code({ kind: 'hangup' }, { ...talking, state: 'ended' }, supervisor)).toBe('conflict')
  })

  it('beside what a call does is done once it is answered, by its agent and those who program calls', () => {
    const stop = { kind: 'stop_playing', party: 'caller' } as const
    const developer: Controller = { ...colleague, mayProgram: true }
    for (const state of ['in_flow', 'queued', 'connected'] as const) {
      expect(code(stop, { ...talking, state }, agent)).toBeUndefined()
      expect(code(stop, { ...talking, state }, developer)).toBeUndefined()
      expect(code(stop, { ...talking, state }, colleague)).toBe('forbidden')
    }
    for (const state of ['ringing', 'in_conference', 'ended'] as const) {
      expect(code(stop, { ...talking, state }, developer)).toBe('conflict')
    }
  })

  it('is decided by the colleague’s part', () => {
    const allowed = (call: ControlledCall) =>
      (['swap', 'merge', 'complete', 'cancel'] as const).filter(
        (kind) => code({ kind }, call, agent) === undefined,
      )
    expect(allowed(talking)).toEqual([])
    expect(allowed(consulting('ringing'))).toEqual(['complete', 'cancel'])
    expect(allowed(consulting('aside'))).toEqual(['swap', 'merge', 'complete', 'cancel'])
    expect(allowed(consulting('swapped'))).toEqual(['swap', 'merge', 'complete', 'cancel'])
    expect(allowed(consulting('merged'))).toEqual(['complete', 'cancel'])
    expect(code(transfer, consulting('merged'), agent)).toBe('conflict')
  })
})
