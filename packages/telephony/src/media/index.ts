import { isIP, isIPv6 } from 'node:net'
import { EngineFace } from './engine-face.ts'
import type { MediaEngine } from './media-engine.ts'
import { MediaError } from './media-engine.ts'
import { MediaPool } from './media-pool.ts'
import type { MediaEngineOptions } from './options.ts'

export type { HearingEnd, MediaEngine, MediaEvent, TransportKind } from './media-engine.ts'
export { MediaError } from './media-engine.ts'
export { qualityOf } from './quality.ts'
export type { MeasuredInCodec } from './quality.ts'
export type { MediaEngineOptions } from './options.ts'

const anyAddress = new Set(['0.0.0.0', '::'])

const mostWorkers = 64

/**
 * Starts the media processes and resolves with their face in ours. Rejects with `MediaError` of kind `unavailable` when one
 * cannot serve: an address that is not this machine's, no port in its range, no WebRTC library for this platform.
 */
export async function openMediaEngine(options: MediaEngineOptions): Promise<MediaEngine> {
  const { host, advertisedAddress = host, workers = 1 } = options
  const { codecs = ['PCMU', 'PCMA'], browserCodecs = ['opus', 'PCMU', 'PCMA'] } = options
  if (isIP(host) === 0 || isIP(advertisedAddress) === 0 || anyAddress.has(advertisedAddress)) {
    const both = `bound to ${host} and advertised as ${advertisedAddress}`
    throw new MediaError('unavailable', `Media cannot be ${both}: peers need an IP address.`)
  }
  if (!Number.isInteger(workers) || workers < 1 || workers > mostWorkers) {
    throw new MediaError('unavailable', `There cannot be ${workers} media processes.`)
  }
  const engines = Array.from(
    { length: workers },
    (_, place) =>
      new EngineFace(options, {
        host,
        advertisedAddress,
        codecs: { rtp: codecs, webrtc: browserCodecs },
        ...portsOf(options, { place, workers }),
      }),
  )
  const started = await Promise.allSettled(engines.map((engine) => engine.start()))
  const failed = started.find((one) => one.status === 'rejected')
  if (failed) {
    await Promise.all(engines.map((engine) => engine.close()))
    throw failed.reason
  }
  const [only] = engines
  if (only && engines.length === 1) return only
  return new MediaPool(engines, anyAddress.has(host) ? loopbackOf(host) : host)
}

/** The part of the ports that is one worker's: as many for each, from an even one on. */
function portsOf(
  { rtpPorts: { from, to }, webrtcPort }: MediaEngineOptions,
  { place, workers }: { place: number; workers: number },
) {
  const each = Math.floor((to - from + 1) / workers / 2) * 2
  const first = from + place * each
  return {
    rtpPorts: to === 0 || workers === 1 ? { from, to } : { from: first, to: first + each - 1 },
    webrtcPort: webrtcPort === undefined ? undefined : webrtcPort + place,
  }
}

function loopbackOf(host: string): string {
  return isIPv6(host) ? '::1' : '127.0.0.1'
}
