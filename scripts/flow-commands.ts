import { parseArgs } from 'node:util'
import { FlowDocument } from '@iris/contracts'
import {
  type BlockChange,
  diffFlows,
  type FlowDiff,
  type FlowProgram,
  flowSchema,
  type PlaceChange,
  type TextChange,
  validateFlow,
} from '@iris/flow'
import { holidaysOf } from '@iris/flow/holidays'
import { importConnect, importTwilio, type ImportItem } from '@iris/flow/import'
import { coverageOf, runCase, TestCases } from '@iris/flow/simulator'

/** What a command has to say, and whether all is well (0), something is wrong with a flow (1) or with the command (2). */
export interface CommandResult {
  readonly exitCode: 0 | 1 | 2
  readonly lines: readonly string[]
  readonly errors: readonly string[]
}

/** Gives the text of a file. */
type Read = (path: string) => Promise<string>

const usage = [
  'npm run flow -- validate <flow.json>',
  'npm run flow -- test <flow.json> <cases.json> [--flow <name>=<flow.json>]…',
  'npm run flow -- schema',
  'npm run flow -- import twilio|connect <file.json>',
  'npm run flow -- diff <flow.json> <flow.json>',
]

/** What makes a file useless, in words. */
class Unreadable extends Error {}

/** Carries out one command of the command line. */
export async function runFlowCommand(args: readonly string[], read: Read): Promise<CommandResult> {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { flow: { type: 'string', multiple: true, default: [] } },
    })
    return await command(positionals, values.flow, read)
  } catch (error) {
    const isUsage = error instanceof TypeError && 'code' in error
    if (!(error instanceof Unreadable) && !isUsage) throw error
    return { exitCode: 2, lines: [], errors: [error.message] }
  }
}

async function command(
  [name, first, second]: readonly string[],
  flows: readonly string[],
  read: Read,
): Promise<CommandResult> {
  if (name === 'schema') return good([JSON.stringify(flowSchema(), null, 2)])
  if (name === 'validate' && first !== undefined) return validate(await documentIn(first, read))
  if (name === 'import' && second !== undefined) return imported(first, await jsonIn(second, read))
  if (first === undefined || second === undefined) {
    return { exitCode: 2, lines: [], errors: usage }
  }
  if (name === 'diff') {
    const [before, after] = [await documentIn(first, read), await documentIn(second, read)]
    return differences(diffFlows(before, after))
  }
  if (name === 'test') {
    const program = await programIn(first, flows, read)
    return test(program, await jsonIn(second, read))
  }
  return { exitCode: 2, lines: [], errors: usage }
}

/** Names of queues and other things are not checked: nobody knows here which there are. */
function validate(document: FlowDocument): CommandResult {
  const problems = validateFlow(document, {})
  const errors = problems.filter(({ severity }) => severity === 'error').length
  const count = Object.keys(document.blocks).length
  return {
    exitCode: errors > 0 ? 1 : 0,
    lines: [
      ...problems.map(
        ({ severity, code, message }) => `${severity.padEnd(8)} ${message} (${code})`,
      ),
      `${count} blocks, ${errors} errors, ${problems.length - errors} warnings`,
    ],
    errors: [],
  }
}

function test(program: FlowProgram, json: unknown): CommandResult {
  const read = TestCases.safeParse(json)
  if (!read.success) throw new Unreadable(`The cases are not right: ${inShort(read.error.issues)}`)
  const results = read.data.map((one) => runCase(program, one))
  const failed = results.filter(({ passed }) => !passed).length
  const coverage = coverageOf(
    program.document,
    results.map(({ taken }) => taken),
  )
  const missing = Object.entries(coverage.perBlock).flatMap(([id, block]) =>
    block.missing.map((exit) => `${id}:${exit}`),
  )
  return {
    exitCode: failed > 0 ? 1 : 0,
    lines: [
      ...results.flatMap(({ name, passed, failures }) => [
        `${passed ? 'passed' : 'FAILED'}  ${name}`,
        ...failures.map((failure) => `        ${failure}`),
      ]),
      `${results.length - failed} of ${results.length} passed`,
      `exits taken: ${coverage.exits.covered} of ${coverage.exits.total} (${coverage.exits.percent} %)`,
      ...(missing.length === 0 ? [] : [`never taken: ${missing.join(', ')}`]),
    ],
    errors: [],
  }
}

/** The document goes to the output, so that it can be written to a file; what became of each step beside it. */
function imported(from: string | undefined, json: unknown): CommandResult {
  if (from !== 'twilio' && from !== 'connect') return { exitCode: 2, lines: [], errors: usage }
  const result = from === 'twilio' ? importTwilio(json) : importConnect(json)
  if (result.kind === 'refused') return { exitCode: 1, lines: [], errors: [result.reason] }
  const { mapped, approximated, left } = result.report
  const told = (what: string, items: readonly ImportItem[]) =>
    items.map(({ source, why }) => `${what} ${source.name} (${source.type}): ${why}`)
  return {
    exitCode: 0,
    lines: [JSON.stringify(result.document, null, 2)],
    errors: [
      ...told('look over', approximated),
      ...told('left out ', left),
      `${mapped.length} mapped, ${approximated.length} to look over, ${left.length} left out`,
    ],
  }
}

/** Exit code 1 where they differ, as `diff` has it. */
function differences({ blocks, notes, frames }: FlowDiff): CommandResult {
  const lines = [
    ...blocks.flatMap((one) => inWords('block', one)),
    ...notes.flatMap((one) => inWords('note', one)),
    ...frames.flatMap((one) => inWords('frame', one)),
  ]
  return lines.length === 0 ? good(['The flows are the same.']) : { exitCode: 1, lines, errors: [] }
}

type Change = BlockChange | PlaceChange | TextChange
type AnyDifference =
  | { readonly kind: 'added' | 'removed'; readonly id: string }
  | { readonly kind: 'changed'; readonly id: string; readonly changes: readonly Change[] }

function inWords(what: string, difference: AnyDifference): string[] {
  const { kind, id } = difference
  if (kind !== 'changed') return [`${kind === 'added' ? '+' : '-'} ${what} ${id}`]
  return [`~ ${what} ${id}`, ...difference.changes.map(changeInWords)]
}

function changeInWords(change: Change): string {
  const exit = change.kind === 'exit' ? ` ${change.exit}` : ''
  const where = change.kind === 'setting' ? change.path.join('/') : `${change.kind}${exit}`
  const [before, after] = [change.before, change.after].map((value) => JSON.stringify(value) ?? '–')
  return `    ${where}: ${before} → ${after}`
}

async function programIn(path: string, flows: readonly string[], read: Read): Promise<FlowProgram> {
  const own: FlowProgram = { ...bare, document: await documentIn(path, read) }
  const others: Record<string, FlowProgram> = {}
  for (const flow of flows) {
    const [name = '', file = ''] = flow.split(/=(.*)/s)
    others[name] = { ...bare, name, document: await documentIn(file, read) }
  }
  // Flows know each other one level deep.
  const within = Object.entries(others).map(([name, one]) => [name, { ...one, flows: others }])
  return { ...own, flows: Object.fromEntries(within) }
}

const bare = { name: '', version: null, flows: {}, holidaysOf } as const

async function documentIn(path: string, read: Read): Promise<FlowDocument> {
  const parsed = FlowDocument.safeParse(await jsonIn(path, read))
  if (!parsed.success) throw new Unreadable(`${path} is no flow: ${inShort(parsed.error.issues)}`)
  return parsed.data
}

/** The first of what is wrong, and where. */
function inShort(
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): string {
  const some = issues
    .slice(0, 5)
    .map(({ path, message }) => `/${path.map(String).join('/')}: ${message}`)
  return some.join(' ')
}

async function jsonIn(path: string, read: Read): Promise<unknown> {
  try {
    return JSON.parse(await read(path))
  } catch (error) {
    throw new Unreadable(`${path} cannot be read: ${error instanceof Error ? error.message : ''}`)
  }
}

function good(lines: readonly string[]): CommandResult {
  return { exitCode: 0, lines, errors: [] }
}
