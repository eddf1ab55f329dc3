import { readFileSync } from 'node:fs'
import type { AudioCodec } from '@iris/telephony'
import { openMediaEngine, type MediaEngine } from '../packages/telephony/src/media/index.ts'
import { type Figure, ms, percentile } from './figures.ts'
import { type LoadPeer, openBrowserPeer, openPlainPeer, speak } from './rtp-load.ts'

/** Linux counts CPU time in ticks of 10 ms. */
const msPerTick = 10
/** A media process that was lost is told of: its figures are none. */
const tell = (_: object, message: string) => console.log(`  ${message}`)

interface Load {
  readonly name: string
  readonly rooms: number
  /** The parties of each room. */
  readonly parties: readonly (() => LoadPeer | Promise<LoadPeer>)[]
  readonly aim?: string
  /** Whether packets are passed on as they come, with the stamps they carry. */
  readonly isRelayed: boolean
}

/** G.711 bridged, WebRTC with G.711, rooms of three, and codecs that differ, each on a fresh media process. */
export async function measureMediaLoad(): Promise<Figure[]> {
  const seconds = 4
  const calls = Number(process.env['IRIS_BENCH_CALLS'] ?? 250)
  const loads: readonly Load[] = [
    {
      name: `${calls} G.711 calls`,
      rooms: calls,
      parties: [plain('PCMU'), plain('PCMU')],
      aim: '250 on a core, < 0.1 % lost, p99 ≤ 10 ms',
      isRelayed: true,
    },
    {
      name: `${Math.round(calls * 0.6)} WebRTC with G.711`,
      rooms: Math.round(calls * 0.6),
      parties: [browser('PCMU'), plain('PCMU')],
      aim: '150 on a core',
      isRelayed: true,
    },
    {
      name: `${Math.round(calls * 0.4)} rooms of three`,
      rooms: Math.round(calls * 0.4),
      parties: [plain('PCMU'), plain('PCMU'), plain('PCMU')],
      aim: '100 on a core',
      isRelayed: false,
    },
    ...codecLoads(Math.round(calls * 0.16)),
  ]
  const figures: Figure[] = []
  for (const load of loads) figures.push(...(await measure(load, seconds)))
  return figures
}

const plain = (codec: AudioCodec) => () => openPlainPeer(codec)
const browser = (codec: AudioCodec) => () => openBrowserPeer(codec)

/** What a leg costs by its codec: this decides what browsers are offered. */
function codecLoads(rooms: number): Load[] {
  return [
    {
      name: `${rooms} browsers with browsers, Opus`,
      rooms,
      parties: [browser('opus'), browser('opus')],
      isRelayed: false,
    },
    {
      name: `${rooms} browsers of Opus with G.711`,
      rooms,
      parties: [browser('opus'), plain('PCMU')],
      isRelayed: false,
    },
    {
      name: `${rooms} browsers of G.711 with G.711`,
      rooms,
      parties: [browser('PCMU'), plain('PCMU')],
      isRelayed: true,
    },
    {
      name: `${rooms} of G.722 with G.711`,
      rooms,
      parties: [plain('G722'), plain('PCMU')],
      isRelayed: false,
    },
  ]
}

async function measure(load: Load, seconds: number): Promise<Figure[]> {
  let pid = 0
  const logger = { info: (fields: object) => (pid = pidIn(fields)), warn: tell, error: tell }
  const engine = await openMediaEngine({
    host: '127.0.0.1',
    rtpPorts: { from: 0, to: 0 },
    logger,
  })
  const restingKb = residentKb(pid)
  const peers: LoadPeer[] = []
  try {
    for (let room = 0; room < load.rooms; room++) peers.push(...(await fill(engine, load, room)))
    const [cpuBefore, beganMs] = [cpuMs(pid), performance.now()]
    const sent = await speak(peers, seconds)
    const share = (cpuMs(pid) - cpuBefore) / (performance.now() - beganMs)
    return [
      ...describe(load, { peers, sent, share }),
      {
        name: `  memory a call`,
        value: `${((residentKb(pid) - restingKb) / load.rooms / 1024).toFixed(2)} MB`,
        target: '≤ 1 MB',
      },
    ]
  } finally {
    await Promise.all(peers.map((peer) => peer.close()))
    await engine.close()
  }
}

async function fill(engine: MediaEngine, load: Load, room: number): Promise<LoadPeer[]> {
  await engine.openRoom(`room-${room}`, {})
  const peers: LoadPeer[] = []
  for (const [place, open] of load.parties.entries()) {
    const peer = await open()
    const leg = `leg-${room}-${place}`
    await peer.connect(await engine.answer(leg, await peer.describe()))
    await engine.join(`room-${room}`, leg, 'party')
    peers.push(peer)
  }
  return peers
}

function describe(
  { name, rooms, parties, aim, isRelayed }: Load,
  { peers, sent, share }: { peers: readonly LoadPeer[]; sent: number; share: number },
): Figure[] {
  const heard = peers.reduce((sum, peer) => sum + peer.heard.packets, 0)
  const lost = Math.max(0, 1 - heard / (sent * peers.length)) * 100
  // A mix carries nobody's stamp: how steadily its packets come says how late its clock is.
  const late = peers.flatMap(({ heard: { delaysMs, gapsMs } }) =>
    isRelayed ? delaysMs : gapsMs.map((gap) => Math.abs(gap - 20)),
  )
  const measured = isRelayed ? 'added delay' : 'off the clock'
  return [
    { name, value: `${lost.toFixed(2)} % lost`, ...(aim !== undefined && { target: aim }) },
    {
      name: `  ${measured}, p50 and p99`,
      value: `${ms(percentile(late, 0.5))}, ${ms(percentile(late, 0.99))}`,
    },
    {
      name: '  of one core',
      value: `${(share * 100).toFixed(0)} %: ${Math.floor(rooms / share)} would fill it, ${((share * 100) / rooms / parties.length).toFixed(2)} % a leg`,
    },
  ]
}

function pidIn(fields: object): number {
  return 'pid' in fields && typeof fields.pid === 'number' ? fields.pid : 0
}

function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * msPerTick
}

function residentKb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1])
}
