import { expect, it } from 'vitest'
import { checkSupport, missingForLine } from './support.ts'
import type { Browser, SupportProblem } from './support.ts'

const whole: Browser = {
  WebSocket: {},
  RTCPeerConnection: {},
  isSecureContext: true,
  navigator: { mediaDevices: { getUserMedia: {} } },
}

it.each<[string, Partial<Browser>, SupportProblem[]]>([
  ['nothing', {}, []],
  ['WebSocket', { WebSocket: undefined }, ['no-websocket']],
  ['WebRTC', { RTCPeerConnection: undefined }, ['no-webrtc']],
  ['a secure page', { isSecureContext: false, navigator: {} }, ['insecure-page']],
  ['microphones', { navigator: {} }, ['no-microphone-access']],
  [
    'all of it',
    { WebSocket: undefined, RTCPeerConnection: undefined, navigator: {} },
    ['no-websocket', 'no-webrtc', 'no-microphone-access'],
  ],
])('finds that a browser lacks %s', (_, lacks, problems) => {
  expect(checkSupport({ ...whole, ...lacks })).toEqual(problems)
})

it('needs WebSocket and WebRTC for a line', () => {
  expect(missingForLine(whole)).toBeNull()
  expect(missingForLine({ ...whole, RTCPeerConnection: undefined })).toBe('webrtc')
  expect(missingForLine({})).toBe('websocket')
})
