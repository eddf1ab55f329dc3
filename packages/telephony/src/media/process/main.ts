/**
 * The media process. It is started by `supervised-process.ts`, does what it is told over the IPC channel, and ends when
 * the channel closes, however our process ended.
 */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { isIPv6 } from 'node:net'
import { MediaError } from '../media-engine.ts'
import type { FromProcess, Outcome, ProcessSettings, ToProcess } from '../protocol.ts'
import { loadOpus } from '../../rtp/opus.ts'
import { ClipCache } from '../source/clip-cache.ts'
import { makeCertificate } from './certificate.ts'
import { startClock } from './clock.ts'
import { Engine } from './engine.ts'
import { RtpPorts } from './rtp-ports.ts'
import { openRtpTransport } from './rtp-transport.ts'
import { openWebRtcTransport, sharedPort } from './webrtc-transport.ts'

const tickMs = 20
const mostClipBytes = 64 * 1024 * 1024

const { promise: engine, resolve: begin } = Promise.withResolvers<Engine>()

// A signal to the whole group is for our parent to act on: it ends its calls first, then the channel.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => {})
process.on('SIGHUP', () => {})
// At once and for certain: there is nothing left to save, and an orderly exit has to wait for the threads of WebRTC.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
process.on('message', (message: ToProcess) => void receive(message))

async function receive(message: ToProcess): Promise<void> {
  switch (message.kind) {
    case 'start':
      return await start(message.settings)
    case 'ping':
      return say({ kind: 'pong' })
    case 'command': {
      const { id, command } = message
      const outcome = engine.then((started) => started.carryOut(command))
      return say({ kind: 'outcome', id, outcome: await outcome.catch(failed) })
    }
  }
}

async function start(settings: ProcessSettings): Promise<void> {
  try {
    await tryAddress(settings.host)
    const started = await buildEngine(settings)
    startClock(tickMs, () => started.tick())
    begin(started)
    say({ kind: 'started' })
  } catch (error) {
    say({ kind: 'not-started', message: messageOf(error) })
  }
}

async function buildEngine(settings: ProcessSettings): Promise<Engine> {
  const { host, rtpPorts, advertisedAddress } = settings
  const ports = new RtpPorts(host, rtpPorts)
  const clips = new ClipCache(mostClipBytes)
  const library = await import('node-datachannel')
  library.preload()
  await loadOpus()
  const certificate = makeCertificate()
  const webRtc = { library, host, certificate, ports: sharedPort(library, settings) ?? ports }
  return new Engine({
    address: advertisedAddress,
    codecs: settings.codecs,
    openTransport: async (kind, events) => {
      if (kind === 'webrtc') return await openWebRtcTransport(webRtc, events)
      return await openRtpTransport(ports, kind, events)
    },
    load: (path, law) => clips.load(path, law),
    // After the outcome of whatever led to it.
    notify: (event) => setImmediate(() => say({ kind: 'event', event })),
  })
}

async function tryAddress(host: string): Promise<void> {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4')
  socket.bind(0, host)
  await once(socket, 'listening')
  socket.close()
}

function failed(error: unknown): Outcome {
  if (error instanceof MediaError) {
    return { kind: 'failed', error: error.kind, message: error.message }
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
  say({ kind: 'warning', message: 'A media command failed unexpectedly', detail })
  return { kind: 'failed', error: 'unavailable', message: messageOf(error) }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function say(message: FromProcess): void {
  // Our parent may be gone before we know it: what cannot be said then needs no saying.
  if (process.connected) process.send?.(message, undefined, undefined, () => {})
}
