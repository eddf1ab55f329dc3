/** What a browser, or the way the page was opened, lacks for telephony. */
export type SupportProblem = 'insecure-page' | 'no-websocket' | 'no-webrtc' | 'no-microphone-access'

/** The parts of a browser that telephony needs; `globalThis` in a page. */
export interface Browser {
  readonly WebSocket?: unknown
  readonly RTCPeerConnection?: unknown
  readonly isSecureContext?: boolean
  readonly navigator?: { readonly mediaDevices?: { readonly getUserMedia?: unknown } | undefined }
}

/** Finds out what keeps this browser from telephoning, worst first; empty when nothing does. */
export function checkSupport(browser: Browser = globalThis): readonly SupportProblem[] {
  const problems: SupportProblem[] = []
  if (!browser.WebSocket) problems.push('no-websocket')
  if (!browser.RTCPeerConnection) problems.push('no-webrtc')
  // Browsers hide the microphone from pages that came over plain http from elsewhere than this machine.
  if (browser.isSecureContext === false) problems.push('insecure-page')
  else if (!browser.navigator?.mediaDevices?.getUserMedia) problems.push('no-microphone-access')
  return problems
}

/** What the line cannot be opened without, if it is not there. */
export function missingForLine(browser: Browser): 'websocket' | 'webrtc' | null {
  if (!browser.WebSocket) return 'websocket'
  return browser.RTCPeerConnection ? null : 'webrtc'
}
