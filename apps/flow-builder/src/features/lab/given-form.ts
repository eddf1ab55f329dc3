import type { FlowDocument } from '@iris/contracts'
import { blockName, kindNamed, referencesOf } from '@iris/flow'
import { type Given, TestCase } from '@iris/flow/simulator'
import { labWords } from './lab-words.ts'

export const becomings = ['answered', 'timeout', 'full', 'closed', 'no_agents', 'failed'] as const
type Becomes = (typeof becomings)[number]

export interface GivenQueue {
  becomes: Becomes
  waiting: string
  agents: string
}

export interface GivenMock {
  is: 'usual' | 'fails' | 'custom'
  /** An event of the flow, as JSON. */
  custom: string
}

/** What a simulated call finds, as it is filled in. */
export interface GivenForm {
  /** As `datetime-local` has it, in the zone. */
  clock: string
  timeZone: string
  caller: string
  name: string
  called: string
  queues: Record<string, GivenQueue>
  /** By block. */
  mocks: Record<string, GivenMock>
}

export const newQueue: GivenQueue = { becomes: 'answered', waiting: '0', agents: '1' }
export const newMock: GivenMock = { is: 'usual', custom: '{ "kind": "failed", "reason": "" }' }

/** `nowMs` on the clocks of a zone, as `datetime-local` has it. */
export function localTime(nowMs: number, timeZone: string): string {
  const format = { dateStyle: 'short', timeStyle: 'short', timeZone } as const
  // Sweden writes 2026-11-20 10:30.
  return new Intl.DateTimeFormat('sv-SE', format).format(nowMs).replace(' ', 'T')
}

/** The names of queues in a flow, each once. */
export function queuesOf(document: FlowDocument): string[] {
  const names = referencesOf(document)
    .filter(({ type, name }) => type === 'queue' && name !== '')
    .map(({ name }) => name)
  return [...new Set(names)]
}

/** Blocks that ask something outside, whose answers can be made up. */
export function mockableOf({ blocks }: FlowDocument): { id: string; name: string }[] {
  return Object.entries(blocks)
    .filter(([, { kind }]) => kind !== 'queue_status' && kindNamed(kind)?.waits === 'outside')
    .map(([id, block]) => ({ id, name: blockName(block) }))
}

/** What was filled in as a test case has it, or what is wrong with it. */
export function givenOf(
  form: GivenForm,
):
  | { readonly kind: 'given'; readonly given: Given }
  | { readonly kind: 'bad'; readonly why: string } {
  const mocks = mocksOf(form.mocks)
  if (mocks.kind === 'bad') return mocks
  const read = TestCase.safeParse({
    given: {
      at: { local: `${form.clock}:00`, timeZone: form.timeZone },
      caller: { number: form.caller, name: form.name },
      called: form.called,
      queues: Object.fromEntries(
        Object.entries(form.queues).map(([name, { becomes, waiting, agents }]) => [
          name,
          {
            figures: { waiting: Number(waiting), agentsAvailable: Number(agents) },
            becomes: { kind: becomes },
          },
        ]),
      ),
      mocks: mocks.mocks,
    },
  })
  if (read.success) return { kind: 'given', given: read.data.given }
  const [issue] = read.error.issues
  return bad((issue?.path ?? []).slice(1).join(' › '), issue?.message ?? '')
}

function mocksOf(
  mocks: GivenForm['mocks'],
):
  | { readonly kind: 'mocks'; readonly mocks: Record<string, unknown> }
  | { readonly kind: 'bad'; readonly why: string } {
  const all: Record<string, unknown> = {}
  for (const [block, { is, custom }] of Object.entries(mocks)) {
    if (is === 'fails') all[block] = { kind: 'failed', reason: 'It failed.' }
    if (is !== 'custom') continue
    try {
      all[block] = JSON.parse(custom)
    } catch (cause) {
      return bad(block, cause instanceof Error ? cause.message : String(cause))
    }
  }
  return { kind: 'mocks', mocks: all }
}

function bad(path: string, reason: string): { readonly kind: 'bad'; readonly why: string } {
  return { kind: 'bad', why: labWords('given.bad', { path, reason }) }
}
