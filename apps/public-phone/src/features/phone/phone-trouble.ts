import { errorWords } from '@iris/app-frame'
import { telephoneWords } from '@iris/app-frame/phone'
import type { LineState, MicrophoneState, OutputState, SupportProblem } from '@iris/softphone'
import { phoneWords } from './phone-words.ts'

export interface PhoneTrouble {
  readonly text: string
  readonly serious: boolean
}

export interface PhoneCondition {
  readonly support: readonly SupportProblem[]
  readonly line: LineState
  readonly microphone: MicrophoneState
  readonly sound: OutputState
  /** Why there are no credentials, where there are none. */
  readonly problem: unknown
}

/** What stands in the way of calling, the gravest alone, in words with what to do; nothing when all is well. */
export function troubleOf(condition: PhoneCondition): PhoneTrouble | undefined {
  const { support, line, microphone, sound, problem } = condition
  const [lack] = support
  if (lack) return serious(telephoneWords(`browser.${lack}`))
  if (line.kind === 'no-websocket' || line.kind === 'no-webrtc') {
    return serious(telephoneWords(`browser.${line.kind}`))
  }
  if (problem !== undefined) return serious(errorWords(problem))
  if (line.kind === 'refused') return serious(phoneWords('lines.refused'))
  if (line.kind === 'reconnecting') return light(phoneWords('lines.reconnecting'))
  switch (microphone.kind) {
    case 'denied':
    case 'no-device':
    case 'in-use':
    case 'failed':
      return serious(telephoneWords(`microphone.${microphone.kind}`))
    case 'asking':
      return light(telephoneWords('microphone.asking'))
    case 'off':
    case 'ready':
      return sound.kind === 'blocked' ? light(telephoneWords('silenced')) : undefined
  }
}

function serious(text: string): PhoneTrouble {
  return { text, serious: true }
}

function light(text: string): PhoneTrouble {
  return { text, serious: false }
}
