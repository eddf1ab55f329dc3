import { expect, it } from 'vitest'
import type { VoiceEventType, VoicePort } from '../port.ts'
import { EVENT_TYPES } from '../testing/voice-witness.ts'

/** What the suite has asked of a port so far, and what it has heard of it. */
export interface Coverage {
  readonly verbs: Set<string>
  readonly events: Set<VoiceEventType>
}

/** Every verb of the port: the compiler misses none that is new. */
const VERBS: Readonly<Record<keyof VoicePort, true>> = {
  on: true,
  ring: true,
  answer: true,
  hangup: true,
  originate: true,
  play: true,
  stop: true,
  acceptRefer: true,
  refuseRefer: true,
  tellRefer: true,
  refer: true,
  record: true,
  pauseRecording: true,
  resumeRecording: true,
  stopRecording: true,
  listen: true,
  stopListening: true,
  detectMachine: true,
  sendDtmf: true,
  openRoom: true,
  join: true,
  leave: true,
  setHears: true,
  closeRoom: true,
  quality: true,
  openTrunk: true,
  closeTrunk: true,
  probeTrunk: true,
  registeredUsers: true,
  expel: true,
  load: true,
  close: true,
}

/** The port, which notes what is asked of it. */
export function noted(port: VoicePort, { verbs }: Coverage): VoicePort {
  return new Proxy(port, {
    get(target, name) {
      if (typeof name === 'string') verbs.add(name)
      const member: unknown = Reflect.get(target, name)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}

/** To be the last of the suite. */
export function describeCoverage({ verbs, events }: Coverage): void {
  it('asks everything of the port that can be asked', () => {
    expect([...verbs].toSorted()).toEqual(expect.arrayContaining(Object.keys(VERBS)))
  })

  it('hears everything that a port tells', () => {
    expect([...events].toSorted()).toEqual(Object.keys(EVENT_TYPES).toSorted())
  })
}
