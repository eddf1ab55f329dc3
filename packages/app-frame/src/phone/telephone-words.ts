import { defineWords } from '../words/define-words.ts'

export const telephoneWords = defineWords('telephone', {
  label: 'Keypad',
  sent: 'Keys sent',
  refusals: {
    'no-call': 'There is no call.',
    'call-in-progress': 'Finish the call in hand first.',
    'not-now': 'This cannot be done right now.',
    'line-down': 'There is no connection to the centre right now. Wait until it is back.',
    'bad-number': 'This is not a telephone number.',
    'bad-key': 'This is not a key of a telephone.',
  },
  microphone: {
    denied:
      'The microphone is blocked, so nobody could hear you. Click the icon beside the address and allow it; it works at once.',
    'no-device': 'No microphone was found. Plug one in; it is taken up by itself.',
    'in-use': 'Another program uses the microphone. Close it there.',
    failed: 'The microphone does not work. Unplug it and plug it in again, or choose another.',
    asking:
      'The browser asks whether this page may use the microphone. Allow it, so that you are heard.',
  },
  browser: {
    'no-websocket':
      'This browser cannot reach the centre by WebSocket. Use a current Chrome, Edge, Firefox or Safari; if you do, a proxy or firewall is in the way.',
    'no-webrtc':
      'This browser cannot telephone: WebRTC is missing or switched off. Use a current Chrome, Edge, Firefox or Safari.',
    'insecure-page':
      'Browsers allow the microphone only on secure pages. Open this page with https.',
    'no-microphone-access':
      'This browser gives pages no microphone. Use a current Chrome, Edge, Firefox or Safari.',
  },
  silenced: 'The browser has silenced this page. Click anywhere to hear.',
})
