import type { LineState, MicrophoneState } from '@iris/softphone'
import type { StatusHue } from '@iris/ui'
import { phoneWords } from './phone-words.ts'
import type { PhoneHolder } from './phone-tab.ts'

export interface PhoneStatus {
  readonly hue: StatusHue
  readonly text: string
}

/** How the phone stands, in a hue and a few words. */
export function phoneStatus(line: LineState, holder: PhoneHolder): PhoneStatus {
  if (holder === 'elsewhere') return { hue: 'offline', text: phoneWords('line.elsewhere') }
  return { hue: lineHue[line.kind], text: phoneWords(`line.${line.kind}`) }
}

const lineHue: Readonly<Record<LineState['kind'], StatusHue>> = {
  offline: 'offline',
  connecting: 'offline',
  ready: 'available',
  registered: 'available',
  refused: 'stop',
  'no-websocket': 'stop',
  'no-webrtc': 'stop',
  reconnecting: 'warning',
}

/** The microphone in use, or that there is none. */
export function microphoneName(microphone: MicrophoneState): string {
  return microphone.kind === 'ready' && microphone.device.label !== ''
    ? microphone.device.label
    : phoneWords('microphoneOff')
}
