import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cpuOf, cpuOfTree } from '../cpu-time.ts'
import type { Figure } from '../figures.ts'
import { openSippAnswerer, runSipp, stopProcess } from '../sipp-load.ts'
import { openKamailio } from './kamailio.ts'

const steadyRate = 100
const rates = [100, 200, 300, 400, 500, 600]
const stepSeconds = 6

interface Measured {
  readonly cpuMs: number
  readonly failed: number
}

/** CPU time a call, INVITE to BYE, through the B2BUA and through Kamailio; and the most calls a second without an error. */
export async function measureSignalling(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'iris-signalling-'))
  const called = await openSippAnswerer()
  const kamailio = await openKamailio(folder, called.port)
  const records = join(folder, 'records.jsonl')
  const b2bua = await openB2bua(`sip:called@127.0.0.1:${called.port}`, records)
  try {
    const cpu = () => ({ signalling: cpuOf(b2bua.pid), all: cpuOfTree(b2bua.pid) })
    // Code is compiled while the first calls come.
    await call(b2bua.port, steadyRate, 5)
    const before = cpu()
    const { failed, calls } = await call(b2bua.port, steadyRate, 10)
    const after = cpu()
    const ours = (after.signalling - before.signalling) / calls
    const media = (after.all - before.all) / calls - ours
    const written = (await readFile(records, 'utf8')).trim().split('\n').length
    const theirs =
      kamailio.kind === 'running'
        ? await measureRelay(kamailio.port, () => cpuOfTree(kamailio.pid))
        : undefined
    const most = await mostRate(b2bua.port)
    return [
      {
        name: `B2BUA with records, ${steadyRate} calls/s`,
        value: `${ours.toFixed(2)} ms CPU a call`,
        ...(theirs && { target: `≤ 3× Kamailio: ${(ours / theirs.cpuMs).toFixed(1)}×` }),
      },
      { name: '  its media process', value: `${media.toFixed(2)} ms CPU a call` },
      { name: '  calls failed, records', value: `${failed}, ${written}`, target: '0' },
      {
        name: 'Kamailio, relaying',
        value:
          kamailio.kind === 'running' && theirs
            ? `${theirs.cpuMs.toFixed(2)} ms CPU a call`
            : `not to be had here (${kamailio.kind === 'not-had' ? kamailio.reason : ''})`,
      },
      {
        name: 'most calls a second without an error',
        value: `${most}${most === rates.at(-1) ? ' and more' : ''}`,
        target: '≥ 300',
      },
    ]
  } finally {
    await stopProcess(b2bua.child)
    if (kamailio.kind === 'running') await kamailio.stop()
    await called.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function measureRelay(port: number, cpu: () => number): Promise<Measured> {
  await call(port, steadyRate, 3)
  const before = cpu()
  const { failed, calls } = await call(port, steadyRate, 10)
  return { cpuMs: (cpu() - before) / calls, failed }
}

async function call(port: number, rate: number, seconds: number) {
  const calls = rate * seconds
  const scenario = ['-sn', 'uac', '-d', '200']
  const within = { atOnce: 4 * rate, withinSeconds: seconds + 40 }
  const { successful } = await runSipp({ port, rate, calls, scenario, ...within })
  return { failed: calls - successful, calls }
}

/** The rate is raised until calls fail. */
async function mostRate(port: number): Promise<number> {
  let most = 0
  for (const rate of rates) {
    const { failed } = await call(port, rate, stepSeconds)
    if (failed > 0) break
    most = rate
  }
  return most
}

async function openB2bua(
  to: string,
  records: string,
): Promise<{ child: ChildProcess; port: number; pid: number }> {
  const child = fork(fileURLToPath(new URL('b2bua.ts', import.meta.url)), [to, records])
  const [message] = await once(child, 'message')
  const port: unknown = message?.port
  if (typeof port !== 'number') throw new Error('The B2BUA did not start')
  return { child, port, pid: child.pid ?? 0 }
}
