import { isIP } from 'node:net'
import { EngineFace } from './engine-face.ts'
import type { MediaEngine } from './media-engine.ts'
import { MediaError } from './media-engine.ts'
import type { MediaEngineOptions } from './options.ts'

export type { MediaEngine, MediaEvent, TransportKind } from './media-engine.ts'
export { MediaError } from './media-engine.ts'
export { qualityOf } from './quality.ts'
export type { MediaEngineOptions } from './options.ts'

const anyAddress = new Set(['0.0.0.0', '::'])

/**
 * Starts the media process and resolves with its face in ours. Rejects with `MediaError` of kind `unavailable` when the
 * process cannot serve: an address that is not this machine's, no port in the range, no WebRTC library for this platform.
 */
export async function openMediaEngine(options: MediaEngineOptions): Promise<MediaEngine> {
  const { host, rtpPorts, advertisedAddress = host } = options
  if (isIP(host) === 0 || isIP(advertisedAddress) === 0 || anyAddress.has(advertisedAddress)) {
    const both = `bound to ${host} and advertised as ${advertisedAddress}`
    throw new MediaError('unavailable', `Media cannot be ${both}: peers need an IP address.`)
  }
  const { webrtcPort } = options
  const engine = new EngineFace(options, { host, advertisedAddress, rtpPorts, webrtcPort })
  await engine.start()
  return engine
}
