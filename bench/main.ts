// Measures the product on this machine and prints what it gave, beside what it aims at. Asserts nothing: machines differ.
import { type CentreProcess, startCentre } from '../e2e/fixtures/centre-process.ts'
import { measureAgentFigures } from './agent-figures.ts'
import { measureAmd } from './amd.ts'
import { measureApiLoad } from './api-load.ts'
import { measureCanvas } from './canvas/canvas-bench.ts'
import { measureCallLoad } from './call-load.ts'
import { measureDeskTimings } from './desk-timings.ts'
import { measureExpectedWait } from './expected-wait.ts'
import { measureExpressions } from './expressions.ts'
import { measureFlows } from './flows.ts'
import { measureLive } from './live.ts'
import { measureMediaLoad } from './media-load.ts'
import { measureRouting } from './routing/routing-bench.ts'
import { measureQueueLoad } from './queue-load/queue-load.ts'
import { measureSignalling } from './signalling/signalling-load.ts'
import { measureSoak } from './soak.ts'
import { type Figure, printFigures } from './figures.ts'
import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'

type Bench = {
  readonly name: string
  readonly title: string
  /** Only when it is asked for: it takes long. */
  readonly isLong?: true
} & (
  | { readonly kind: 'centre'; readonly run: (centre: CentreProcess) => Promise<Figure[]> }
  /** Measures a part by itself. */
  | { readonly kind: 'alone'; readonly run: () => Promise<Figure[]> }
)

const seconds = Number(process.env['IRIS_BENCH_SECONDS'] ?? 120)
const { values, positionals: wanted } = parseArgs({
  options: { minutes: { type: 'string' } },
  allowPositionals: true,
})
const given = values.minutes === undefined ? undefined : Number(values.minutes)
if (given !== undefined && !(given > 0))
  throw new Error(`--minutes takes a number of minutes, not ${values.minutes}`)
const soakMinutes = given ?? 30
const queueMinutes = given ?? 10

const benches: readonly Bench[] = [
  { name: 'desk', title: 'In the browser', kind: 'centre', run: measureDeskTimings },
  {
    name: 'calls',
    title: `20 calls a second for ${seconds} s, through menu and queue`,
    kind: 'centre',
    run: (centre) => measureCallLoad(centre, seconds),
  },
  {
    name: 'api',
    title: 'GET /v1/calls at 500 a second',
    kind: 'centre',
    run: (centre) => measureApiLoad(centre, 15),
  },
  {
    name: 'amd',
    title: 'People and answering machines, 1,040 answers',
    kind: 'alone',
    run: measureAmd,
  },
  {
    name: 'routing',
    title: 'Who gets which contact, after one event',
    kind: 'alone',
    run: measureRouting,
  },
  {
    name: 'waits',
    title: 'Expected waits, on simulated queues',
    kind: 'alone',
    run: measureExpectedWait,
  },
  {
    name: 'expressions',
    title: 'Expressions of flows, once compiled',
    kind: 'alone',
    run: measureExpressions,
  },
  {
    name: 'live',
    title: 'An agent’s change of state, to other browsers',
    kind: 'alone',
    run: measureLive,
  },
  {
    name: 'figures',
    title: 'Occupancy and adherence, a day of 500 agents',
    kind: 'alone',
    run: measureAgentFigures,
  },
  { name: 'flows', title: 'Flows, on one core', kind: 'alone', run: measureFlows },
  { name: 'canvas', title: 'The flow canvas, beside Vue Flow', kind: 'alone', run: measureCanvas },
  { name: 'media', title: 'Audio, on one media process', kind: 'alone', run: measureMediaLoad },
  { name: 'signalling', title: 'Signalling, without audio', kind: 'alone', run: measureSignalling },
  {
    name: 'queue',
    title: `50 callers at a time and 5 robots for ${queueMinutes} minutes, each figure recomputed`,
    kind: 'centre',
    isLong: true,
    run: (centre) => measureQueueLoad(centre, queueMinutes),
  },
  {
    name: 'soak',
    title: `20 calls a second for ${soakMinutes} minutes, 100 at a time`,
    kind: 'centre',
    isLong: true,
    run: (centre) => measureSoak(centre, soakMinutes),
  },
]

const chosen = benches.filter(({ name, isLong }) =>
  wanted.length === 0 ? !isLong : wanted.includes(name),
)
console.log(`${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)} before the start`)
for (const bench of chosen) {
  if (bench.kind === 'alone') printFigures(bench.title, await bench.run())
}
const ofCentre = chosen.filter((bench) => bench.kind === 'centre')
if (ofCentre.length > 0) {
  const centre = await startCentre({ IRIS_LOG_LEVEL: 'error', IRIS_RTP_PORTS: '30000-31999' })
  try {
    for (const { title, run } of ofCentre) printFigures(title, await run(centre))
  } finally {
    await centre.stop()
  }
}
