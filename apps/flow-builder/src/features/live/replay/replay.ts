import type { FlowStep } from '@iris/contracts'
import type {
  BlockOverlay,
  CanvasOverlays,
  ExitKey,
  ExitOverlay,
} from '../../../canvas/graph/canvas-graph.ts'
import { exitKey, noOverlays } from '../../../canvas/graph/canvas-graph.ts'

/** A variable as it was after a step. */
export interface ReplayVariable {
  readonly name: string
  /** As JSON; texts without their quotes. What is secret came masked. */
  readonly value: string
  /** Whether this step changed it. */
  readonly isChanged: boolean
}

/** A run as it stood at one of its steps. */
export interface ReplayMoment {
  readonly step: FlowStep
  /** ms since the run began. */
  readonly offsetMs: number
  readonly variables: readonly ReplayVariable[]
  readonly overlays: CanvasOverlays
  /** The block of the outermost flow the run was at; in a flow within, the block that led there. */
  readonly block: string | undefined
}

/**
 * What a run had done by its step of that place, from 0. Total: what is out of bounds is the nearest step; `undefined` where
 * there is none.
 */
export function momentAt(steps: readonly FlowStep[], place: number): ReplayMoment | undefined {
  const index = Math.min(Math.max(0, place), steps.length - 1)
  const past = steps.slice(0, index + 1)
  const [first] = past
  const step = past.at(-1)
  if (first === undefined || step === undefined) return undefined
  const own = past.filter(({ flow }) => flow === undefined)
  const block = own.at(-1)?.block
  return {
    step,
    offsetMs: Date.parse(step.enteredAt) - Date.parse(first.enteredAt),
    variables: variablesAfter(past),
    overlays: pathOverlay(own, step),
    block,
  }
}

function variablesAfter(past: readonly FlowStep[]): ReplayVariable[] {
  const values = new Map<string, unknown>()
  for (const { set = {} } of past) {
    for (const [name, value] of Object.entries(set)) values.set(name, value)
  }
  const changed = new Set(Object.keys(past.at(-1)?.set ?? {}))
  return [...values]
    .map(([name, value]) => ({ name, value: written(value), isChanged: changed.has(name) }))
    .toSorted((a, b) => a.name.localeCompare(b.name))
}

function written(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

/** The way so far stands out, and where the run is glows. The wire out of the current step is not taken yet. */
function pathOverlay(own: readonly FlowStep[], current: FlowStep): CanvasOverlays {
  const here = own.at(-1)
  const passed = own.filter((step) => step !== current)
  return {
    ...noOverlays,
    dimsRest: true,
    blocks: new Map<string, BlockOverlay>([
      ...passed.map(({ block }) => [block, { tone: 'available' }] as const),
      ...(here === undefined ? [] : [[here.block, hereOverlay(current)] as const]),
    ]),
    exits: new Map(passed.flatMap(exitTaken)),
  }
}

function hereOverlay({ problem, outcome }: FlowStep): BlockOverlay {
  if (problem !== undefined) return { tone: 'stop', strong: true, title: problem.message }
  return { tone: outcome === 'caller_hung_up' ? 'warning' : 'busy', strong: true }
}

function exitTaken({ block, outcome }: FlowStep): (readonly [ExitKey, ExitOverlay])[] {
  return outcome === null ? [] : [[exitKey(block, outcome), { tone: 'available' }]]
}

const shortestMs = 400
const longestMs = 2500

/** How long a replay stays at a step: as long as the call did, but no shorter than can be seen nor longer than is bearable. */
export function stayMs({ enteredAt, leftAt }: Pick<FlowStep, 'enteredAt' | 'leftAt'>): number {
  const took = leftAt === null ? longestMs : Date.parse(leftAt) - Date.parse(enteredAt)
  return Math.min(longestMs, Math.max(shortestMs, took))
}
