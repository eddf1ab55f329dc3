import type { AgentState } from '@iris/contracts'
import { telephoneWords } from '@iris/app-frame/phone'
import type { LineState, MicrophoneState, OutputState, SupportProblem } from '@iris/softphone'
import type { PhoneHolder } from './phone-tab.ts'
import { phoneWords } from './phone-words.ts'

/** Something that stands in the way of calls, and what can be done about it. */
export interface PhoneNotice {
  readonly id: string
  readonly tone: 'stop' | 'warning'
  readonly text: string
  readonly action?: { readonly label: string; readonly does: 'take-over' }
}

export interface PhoneCondition {
  readonly support: readonly SupportProblem[]
  readonly line: LineState
  readonly microphone: MicrophoneState
  readonly sound: OutputState
  readonly holder: PhoneHolder
  readonly state: AgentState | undefined
  /** Without a network everything is lost, and the frame says so. */
  readonly online: boolean
}

/** Everything that stands in the way of calls, gravest first; empty when nothing does. */
export function noticesOf(condition: PhoneCondition): readonly PhoneNotice[] {
  const { support, holder } = condition
  const [lack] = support
  if (lack) return [{ id: lack, tone: 'stop', text: telephoneWords(`browser.${lack}`) }]
  if (holder === 'elsewhere') return [elsewhere(condition.state)]
  return [
    condition.online ? lineNotice(condition.line) : undefined,
    microphoneNotice(condition.microphone),
    soundNotice(condition.sound),
  ].filter((notice) => notice !== undefined)
}

/** A phone in use is not taken away from its call. */
function elsewhere(state: AgentState | undefined): PhoneNotice {
  const inUse = state?.kind === 'offering' || state?.kind === 'in_call'
  if (inUse) return { id: 'elsewhere', tone: 'warning', text: phoneWords('problems.elsewhereBusy') }
  return {
    id: 'elsewhere',
    tone: 'warning',
    text: phoneWords('problems.elsewhere'),
    action: { label: phoneWords('problems.takeOver'), does: 'take-over' },
  }
}

function lineNotice(line: LineState): PhoneNotice | undefined {
  switch (line.kind) {
    case 'refused':
      return { id: 'line', tone: 'stop', text: phoneWords('problems.refused') }
    case 'no-websocket':
    case 'no-webrtc':
      return { id: 'line', tone: 'stop', text: telephoneWords(`browser.${line.kind}`) }
    case 'reconnecting':
      return { id: 'line', tone: 'warning', text: phoneWords('problems.reconnecting') }
    case 'offline':
    case 'connecting':
    case 'ready':
    case 'registered':
      return undefined
  }
}

function microphoneNotice(microphone: MicrophoneState): PhoneNotice | undefined {
  switch (microphone.kind) {
    case 'denied':
    case 'no-device':
    case 'in-use':
    case 'failed':
      return {
        id: 'microphone',
        tone: 'stop',
        text: telephoneWords(`microphone.${microphone.kind}`),
      }
    case 'asking':
      return { id: 'microphone', tone: 'warning', text: telephoneWords('microphone.asking') }
    case 'ready':
      if (!microphone.standingIn) return undefined
      return {
        id: 'microphone',
        tone: 'warning',
        text: phoneWords('problems.standingIn', { device: microphone.device.label }),
      }
    case 'off':
      return undefined
  }
}

function soundNotice(sound: OutputState): PhoneNotice | undefined {
  return sound.kind === 'blocked'
    ? { id: 'sound', tone: 'warning', text: telephoneWords('silenced') }
    : undefined
}
