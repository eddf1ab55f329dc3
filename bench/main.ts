// Measures the product on this machine and prints what it gave, beside what it aims at. Asserts nothing: machines differ.
import { type CentreProcess, startCentre } from '../e2e/fixtures/centre-process.ts'
import { measureAmd } from './amd.ts'
import { measureApiLoad } from './api-load.ts'
import { measureCallLoad } from './call-load.ts'
import { measureDeskTimings } from './desk-timings.ts'
import { type Figure, printFigures } from './figures.ts'
import { cpus, loadavg } from 'node:os'

interface Bench {
  readonly name: string
  readonly title: string
  readonly run: (centre: CentreProcess) => Promise<Figure[]>
}

const seconds = Number(process.env['IRIS_BENCH_SECONDS'] ?? 120)

const benches: readonly Bench[] = [
  { name: 'desk', title: 'In the browser', run: measureDeskTimings },
  {
    name: 'calls',
    title: `20 calls a second for ${seconds} s, through menu and queue`,
    run: (centre) => measureCallLoad(centre, seconds),
  },
  {
    name: 'api',
    title: 'GET /v1/calls at 500 a second',
    run: (centre) => measureApiLoad(centre, 15),
  },
  { name: 'amd', title: 'People and answering machines, 1,040 answers', run: measureAmd },
]

const wanted = process.argv.slice(2)
const chosen = benches.filter(({ name }) => wanted.length === 0 || wanted.includes(name))
console.log(`${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)} before the start`)
const centre = await startCentre({ IRIS_LOG_LEVEL: 'error' })
try {
  for (const { title, run } of chosen) printFigures(title, await run(centre))
} finally {
  await centre.stop()
}
