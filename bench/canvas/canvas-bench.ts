import { type Browser, chromium, type Page } from '@playwright/test'
import { existsSync } from 'node:fs'
import { serveCanvasPages } from '../../e2e/fixtures/canvas-pages.ts'
import { type Figure, ms, percentile } from '../figures.ts'

const debianChromium = '/usr/bin/chromium'
const loads = 3

/** How a page is told apart from the other: what it shows once it can be used, and how it is panned. */
interface Subject {
  readonly name: string
  readonly url: string
  /** All of these are there once it can be used. */
  readonly shows: readonly string[]
  readonly block: string
  readonly panButton: 'middle' | 'left'
}

/** The canvas with 1,000 and 5,000 blocks, beside a plain Vue Flow page of the same graph. */
export async function measureCanvas(): Promise<Figure[]> {
  const pages = await serveCanvasPages()
  const browser = await chromium.launch({
    ...(existsSync(debianChromium) && { executablePath: debianChromium }),
    args: ['--no-sandbox', '--disable-background-networking'],
  })
  try {
    const [ours, theirs] = subjects(pages, 1000)
    const [many] = subjects(pages, 5000)
    const [oursMs = Number.NaN, theirsMs = Number.NaN] = await medianLoads(browser, [ours, theirs])
    const [manyMs = Number.NaN] = await medianLoads(browser, [many])
    return [
      ...(await figuresOf(browser, ours, oursMs, true)),
      ...(await figuresOf(browser, theirs, theirsMs, false)),
      {
        name: '1000 blocks: faster to load',
        value: `${(theirsMs / oursMs).toFixed(1)} ×`,
        target: '2 ×',
      },
      // Vue Flow is not asked for as many: it takes minutes on a small machine.
      ...(await figuresOf(browser, many, manyMs, false)),
    ]
  } finally {
    await browser.close()
    await pages.close()
  }
}

function subjects(
  { gallery, vueFlow }: { gallery: string; vueFlow: string },
  blocks: number,
): [Subject, Subject] {
  return [
    {
      name: `${blocks} blocks, ours`,
      url: `${gallery}?blocks=${blocks}`,
      shows: ['[data-block]'],
      block: '[data-item="block-1"]',
      panButton: 'middle',
    },
    {
      name: `${blocks} blocks, Vue Flow`,
      url: `${vueFlow}?blocks=${blocks}`,
      shows: ['.vue-flow__node', '.vue-flow__edge'],
      block: '.vue-flow__node[data-id="block-1"]',
      panButton: 'left',
    },
  ]
}

/** Both in turn, so that a busy moment of the machine does not fall on one alone. */
async function medianLoads(browser: Browser, of: readonly Subject[]): Promise<number[]> {
  const times = of.map((): number[] => [])
  for (let round = 0; round < loads; round += 1) {
    for (const [index, subject] of of.entries()) {
      const { page, loadedMs } = await open(browser, subject)
      times[index]?.push(loadedMs)
      await page.context().close()
    }
  }
  return times.map((all) => percentile(all, 0.5))
}

/** Opens a page in a browser without a cache of it. @returns ms from asking for it until its blocks show and it rests */
async function open(
  browser: Browser,
  { url, shows }: Subject,
): Promise<{ page: Page; loadedMs: number }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  await page.goto(url, { waitUntil: 'commit' })
  const loadedMs = await page.evaluate(
    (selectors) =>
      new Promise<number>((resolve) => {
        const isShown = (selector: string): boolean => {
          const element = document.querySelector(selector)
          return element !== null && getComputedStyle(element).visibility !== 'hidden'
        }
        const look = (): void => {
          if (!selectors.every(isShown)) requestAnimationFrame(look)
          // A task after the frame after: what was to be done for it is done, and a press would be answered.
          else requestAnimationFrame(() => setTimeout(() => resolve(performance.now()), 0))
        }
        look()
      }),
    shows,
  )
  return { page, loadedMs }
}

async function figuresOf(
  browser: Browser,
  subject: Subject,
  loadedMs: number,
  hasAims: boolean,
): Promise<Figure[]> {
  const { page } = await open(browser, subject)
  const heap = await heapOf(page)
  const nodes = await mostNodes(page, subject)
  const pan = await framesDuring(page, () => drag(page, { x: 700, y: 640 }, subject.panButton))
  const box = await page.locator(subject.block).boundingBox()
  const held = { x: (box?.x ?? 0) + 60, y: (box?.y ?? 0) + 12 }
  const move = await framesDuring(page, () => drag(page, held, 'left'))
  await page.context().close()
  const aim = (target: string) => (hasAims ? { target } : {})
  return [
    { name: `${subject.name}: load to interactive`, value: ms(loadedMs), ...aim('1000 ms') },
    { name: `${subject.name}: most DOM nodes`, value: String(nodes), ...aim('8000') },
    { name: `${subject.name}: heap`, value: `${(heap / 1e6).toFixed(0)} MB`, ...aim('150 MB') },
    { name: `${subject.name}: pan, p95 frame`, value: frameText(pan), ...aim('16.7 ms') },
    { name: `${subject.name}: pan, CPU a frame`, value: ms(pan.workMs) },
    { name: `${subject.name}: drag, p95 frame`, value: frameText(move), ...aim('16.7 ms') },
    { name: `${subject.name}: drag, CPU a frame`, value: ms(move.workMs) },
  ]
}

function frameText({ frames }: Frames): string {
  const [p95, p50] = [0.95, 0.5].map((share) => percentile(frames, share).toFixed(1))
  return `${p95} ms (p50 ${p50})`
}

async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  await session.detach()
  return usedSize
}

/** Elements and texts at this zoom and, of ours, at each on the way to the smallest and back. */
async function mostNodes(page: Page, { panButton }: Subject): Promise<number> {
  const count = () =>
    page.evaluate(() => {
      const walker = document.createTreeWalker(document, NodeFilter.SHOW_ALL)
      let nodes = 1
      while (walker.nextNode()) nodes += 1
      return nodes
    })
  let most = await count()
  if (panButton === 'left') return most
  await page.locator('[data-canvas]').focus()
  for (const key of [...'-'.repeat(10), ...'+'.repeat(10)]) {
    await page.keyboard.press(key)
    most = Math.max(most, await count())
  }
  return most
}

/** Holds and moves the pointer round for about three seconds. */
async function drag(
  page: Page,
  from: { x: number; y: number },
  button: 'left' | 'middle',
): Promise<void> {
  await page.mouse.move(from.x, from.y)
  await page.mouse.down({ button })
  const until = Date.now() + 3000
  for (let step = 0; Date.now() < until; step += 1) {
    const [across, down] = [Math.sin(step / 20) * 300, Math.sin(step / 13) * 120]
    await page.mouse.move(from.x + across, from.y + down)
  }
  await page.mouse.up({ button })
}

interface Frames {
  /** The times between frames, in ms; one that was left out makes its neighbour long. */
  readonly frames: readonly number[]
  /** CPU time of the page's main thread for a frame, in ms, which other work on the machine does not lengthen. */
  readonly workMs: number
}

async function framesDuring(page: Page, act: () => Promise<void>): Promise<Frames> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const worked = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000
  }
  const before = await worked()
  const watching = page.evaluate(
    () =>
      new Promise<number[]>((resolve) => {
        const frames: number[] = []
        let last: number | undefined
        const onFrame = (at: number): void => {
          if (last !== undefined) frames.push(at - last)
          last = at
          if (document.documentElement.dataset['done'] === undefined) requestAnimationFrame(onFrame)
          else resolve(frames)
        }
        delete document.documentElement.dataset['done']
        requestAnimationFrame(onFrame)
      }),
  )
  await act()
  await page.evaluate(() => {
    document.documentElement.dataset['done'] = ''
  })
  const frames = await watching
  const workMs = ((await worked()) - before) / frames.length
  await session.detach()
  return { frames, workMs }
}
