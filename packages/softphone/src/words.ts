import type { Refusal } from './core/call.ts'
import type { EndCause } from './core/end-cause.ts'
import type { LineRefusal, LineState } from './core/line.ts'
import type { MicrophoneProblem } from './open-input.ts'
import type { SupportProblem } from './support.ts'

// English for everything that can go wrong, by its code, with what to do. Apps that speak other languages translate the
// codes and leave these out.

export const endCauseText: Readonly<Record<EndCause, string>> = {
  'you-hung-up': 'You hung up.',
  'they-hung-up': 'The other side hung up.',
  'you-cancelled': 'You cancelled the call.',
  'you-declined': 'You declined the call.',
  'caller-gave-up': 'The caller hung up before you answered.',
  'taken-elsewhere': 'Somebody else took the call.',
  'not-taken-in-time': 'The call was not answered in time.',
  busy: 'The line is busy.',
  'no-answer': 'Nobody answered.',
  declined: 'The call was declined.',
  'unknown-number': 'There is no such number. Check it and call again.',
  'not-reachable': 'They cannot be reached right now. Try again later.',
  'not-allowed': 'You may not call this number.',
  'no-common-audio': 'The two sides could not agree on how to carry the audio.',
  'no-audio-path':
    'The audio could not get through. Check the network or its firewall, then call again.',
  'microphone-denied': 'The microphone is blocked. Allow it in the address bar, then call again.',
  'microphone-missing': 'No microphone was found. Plug one in, then call again.',
  'microphone-in-use':
    'The microphone could not be opened. Close other programs that use it, then call again.',
  'connection-lost':
    'The connection to the centre was lost. It is being restored; call again then.',
  'call-forgotten': 'The centre was restarted and the call was lost.',
  'centre-failed': 'The centre could not carry out the call. Try again.',
  'phone-stopped': 'The phone was switched off.',
}

export const refusalText: Readonly<Record<Refusal, string>> = {
  'no-call': 'There is no call.',
  'call-in-progress': 'Finish the call in hand first.',
  'not-now': 'This cannot be done right now.',
  'line-down': 'There is no connection to the centre right now. Wait until it is back.',
  'bad-number': 'This is not a telephone number.',
  'bad-key': 'This is not a key of a telephone.',
}

export const lineText: Readonly<Record<LineState['kind'], string>> = {
  offline: 'The phone is off.',
  connecting: 'Connecting…',
  ready: 'Ready to call.',
  registered: 'Ready for calls.',
  refused: 'The centre does not let this phone in.',
  'no-websocket':
    'This browser cannot reach the centre. Use a current Chrome, Edge, Firefox or Safari.',
  'no-webrtc': 'This browser cannot telephone. Use a current Chrome, Edge, Firefox or Safari.',
  reconnecting: 'The connection to the centre is lost. Trying again…',
}

export const lineRefusalText: Readonly<Record<LineRefusal, string>> = {
  'signed-out': 'Your session has ended. Sign in again.',
  credentials:
    'The centre does not let this phone in. Sign out and in again; if that does not help, tell your administrator.',
}

export const microphoneText: Readonly<Record<MicrophoneProblem, string>> = {
  denied: 'The microphone is blocked. Click the icon in the address bar and allow it.',
  'no-device': 'No microphone was found. Plug one in.',
  'in-use': 'Another program is using the microphone. Close it there.',
  failed: 'The microphone does not work. Unplug it and plug it in again, or choose another.',
}

export const supportText: Readonly<Record<SupportProblem, string>> = {
  'insecure-page': 'Browsers allow the microphone only on secure pages. Open this page with https.',
  'no-websocket':
    'This browser cannot reach the centre. Use a current Chrome, Edge, Firefox or Safari.',
  'no-webrtc':
    'This browser cannot telephone. Use a current Chrome, Edge, Firefox or Safari, and see that WebRTC is not switched off.',
  'no-microphone-access':
    'This browser gives no access to microphones. Use a current Chrome, Edge, Firefox or Safari.',
}

/** When the browser refused to play sound. */
export const blockedSoundText = 'The browser has muted this page. Click anywhere to hear it.'
