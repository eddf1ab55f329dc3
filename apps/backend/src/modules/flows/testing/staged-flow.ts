import type { FlowBlock, FlowDocument } from '@iris/contracts'
import { type CorpusFlow, programOfCorpus } from '@iris/flow/corpus'
import { type Given, runCase, type TestCase } from '@iris/flow/simulator'

/** What the names in flows of the corpus stand for in the centre where they are called. */
export const stage = {
  /** Agents answer it at once, and hang up. */
  answering: 'Answering',
  /** Nobody answers it. */
  idle: 'Idle',
  /** Nobody waits in it, and nobody answers it. */
  quiet: 'Quiet',
  /** Those that take nobody, by why. */
  full: 'Full',
  closed: 'Closed',
  no_agents: 'Left alone',
  box: 'Messages',
} as const

const refusals = ['full', 'closed', 'no_agents'] as const

/** A flow of the corpus that can be called: its names are those of the stage, and who is asked answers as its case says. */
export interface StagedFlow {
  readonly name: string
  /** What the centre calls it; nothing else is called so. */
  readonly title: string
  readonly document: FlowDocument
  /** The flows it leads into, by name. */
  readonly flows: CorpusFlow['flows']
  /** What the caller does. */
  readonly steps: TestCase['steps']
  readonly given: Given
}

interface Staging {
  readonly one: CorpusFlow
  /** Of a server that answers as the query says; see `answerIn`. */
  readonly origin: string
  /** The exits taken in the simulator, by block. */
  readonly ways: ReadonlyMap<string, string | null>
}

/** `index` makes the numbers of both parties. */
export function staged(one: CorpusFlow, index: number, origin: string): StagedFlow {
  const { given, steps } = one.case
  const visits = runCase(programOfCorpus(one), one.case).trace
  const staging = { one, origin, ways: new Map(visits.map((each) => [each.block, each.outcome])) }
  const place = String(index).padStart(3, '0')
  const { number } = given.caller
  return {
    name: one.name,
    title: `Corpus ${place}`,
    document: onStage(staging),
    flows: one.flows,
    // What comes of other commands is for the centre to find out.
    steps: steps.filter((step) => !('outcome' in step) || step.outcome.kind === 'entered'),
    given: {
      ...given,
      caller: { ...given.caller, number: number === usualCaller ? `+15550130${place}` : number },
      called: `+15550120${place}`,
      queues: { [stage.idle]: nobody, [stage.quiet]: nobody, ...refusing },
      mocks: { ...ofStrangers(one.document), ...given.mocks, ...ofNobody(one.document) },
    },
  }
}

const usualCaller = '+15550100101'

/** As it is before anybody has signed in. */
const nobody: Given['queues'][string] = {
  becomes: { kind: 'timeout' },
  figures: {
    waiting: 0,
    longestWaitS: 0,
    expectedWaitS: null,
    agentsAvailable: 0,
    agentsSignedIn: 0,
    opening: { isOpen: true },
  },
}

const refusing: Given['queues'] = Object.fromEntries(
  refusals.map((kind) => [stage[kind], { becomes: { kind, afterMs: 0 } }]),
)

/** Nobody is known who is not in the case. What is no address cannot be asked. */
function ofStrangers({ blocks }: FlowDocument): Given['mocks'] {
  const mocks: Given['mocks'] = {}
  for (const [id, { kind, settings }] of Object.entries(blocks)) {
    if (kind === 'update_contact') mocks[id] = { kind: 'no_contact' }
    if (kind === 'http_request' && !String(settings['url']).startsWith('https://')) {
      mocks[id] = { kind: 'failed', reason: 'It is no address.' }
    }
  }
  return mocks
}

/** Where a template leaves open who is rung, it is a number that no trunk leads to. */
function ofNobody({ blocks }: FlowDocument): Given['mocks'] {
  const open = Object.entries(blocks).filter(([, each]) => ringsNobody(each))
  return Object.fromEntries(
    open.map(([id]) => [id, { kind: 'failed', reason: 'No trunk leads there.' }]),
  )
}

function ringsNobody({ kind, settings }: FlowBlock): boolean {
  return kind === 'dial' && settings['to'] === ''
}

function onStage(staging: Staging): FlowDocument {
  const { document } = staging.one
  const blocks = Object.entries(document.blocks).map(([id, each]) => [
    id,
    { ...each, settings: { ...each.settings, ...settingsOf(staging, id, each) } },
  ])
  return { ...document, blocks: Object.fromEntries(blocks) }
}

/** The settings that are others on the stage. */
function settingsOf(
  { one, origin, ways }: Staging,
  id: string,
  { kind, settings }: FlowBlock,
): FlowBlock['settings'] {
  switch (kind) {
    case 'enqueue':
      return { ...forAnybody, ...waitOf(ways.get(id)) }
    case 'queue_status':
      return { queue: stage.quiet }
    case 'callback':
      return { queue: stage.idle, number: '' }
    case 'send_mail':
      return id in one.case.given.mocks ? {} : { to: 'desk@example.com' }
    case 'dial':
      return settings['to'] === '' ? { to: '+15550190000' } : {}
    case 'transfer':
      // No trunk leads to a number that is to answer; the agents of the stage do.
      return ways.get(id) === 'transferred'
        ? { to: 'queue', queue: stage.answering }
        : { queue: stage.answering }
    case 'voicemail':
      return { box: stage.box }
    case 'menu':
      // A busy machine takes its time to understand.
      return { noInputMs: one.case.steps.some((step) => 'say' in step) ? 5000 : 1000 }
    case 'http_request':
      if (!String(settings['url']).startsWith('https://')) return {}
      return { url: `${origin}/?answer=${answerFor(one.case.given, id)}`, timeoutMs: 1000 }
    default:
      return {}
  }
}

/** Nobody on the stage has a skill, or is the one whom a flow names. */
const forAnybody = { needs: [], relax: [], agent: '' }

/** Where the caller waits so that they leave by the way that was taken in the simulator. */
function waitOf(way: string | null | undefined): FlowBlock['settings'] {
  const refusal = refusals.find((why) => why === way)
  if (refusal) return { queue: stage[refusal], maxWaitMs: null }
  if (way === 'timeout') return { queue: stage.idle, maxWaitMs: 1000 }
  const queue = way === 'caller_hung_up' ? stage.idle : stage.answering
  return { queue, maxWaitMs: null }
}

function answerFor({ mocks }: Given, block: string): string {
  const mock = mocks[block] ?? { kind: 'http_answered', status: 200, body: {} }
  return encodeURIComponent(JSON.stringify(mock))
}

/** What the request asks to be answered with. */
export function answerIn(url: string): { kind?: string; status?: number; body?: unknown } {
  return JSON.parse(new URL(url, 'http://stage').searchParams.get('answer') ?? '{}')
}
