import { type FlowBlock, type FlowDocument, type FlowProblem, mostBlocks } from '@iris/contracts'
import { blockName, blockOf, exitsOf, exitsTaken, targetOf } from '../document/blocks.ts'
import { variablesOf } from '../document/variables.ts'
import { scopeWith } from '../expressions/index.ts'
import type { ReferenceType } from '../kinds/field.ts'
import { problemsOfSettings } from './problems-of-settings.ts'
import { error, type Problem, warning } from './problem.ts'
import { instantLoops, reachableFrom, trappedBlocks } from './paths.ts'

/**
 * What is there beside the flow: the names of things, in small letters. What is left out is not checked. Prompts may be
 * known by their ids as well.
 */
export type KnownThings = Partial<Record<ReferenceType, ReadonlySet<string>>>

/**
 * Every problem of a flow, in the order of its blocks, those of the whole flow first. A flow without errors never ends a
 * call for want of an exit; warnings say what is probably not meant. Settings and exits may be anything their document's
 * schema lets through; the work grows with the size of the document, not faster.
 */
export function validateFlow(document: FlowDocument, known: KnownThings): FlowProblem[] {
  const blocks = Object.entries(document.blocks)
  if (blocks.length > mostBlocks) {
    const message = `The flow has ${blocks.length} blocks, and ${mostBlocks} are the most there can be.`
    return [error('too_many_blocks', message)]
  }
  const starts = blocks.filter(([, block]) => block.kind === 'start').map(([id]) => id)
  const scope = scopeWith(variablesOf(document))
  const reachable = starts.length === 0 ? undefined : reachableFrom(document, starts)
  return [
    ...problemsOfStarts(document, starts),
    ...problemsOfLoops(document, reachable),
    ...blocks.flatMap(([id, block]) => [
      ...problemsOfExits(document, id, block),
      ...(block.disabled === true ? [] : problemsOfSettings(document, id, block, { known, scope })),
    ]),
    ...(reachable === undefined ? [] : problemsOfReach(document, reachable)),
  ]
}

function problemsOfStarts(document: FlowDocument, starts: readonly string[]): Problem[] {
  if (starts.length === 0) {
    return [error('no_start', 'The flow has no start, so no call can enter it.')]
  }
  return starts.slice(1).map((id) => {
    const message = `${quoted(document, id)} is a second start. A flow has one: remove the others.`
    return error('many_starts', message, { block: id })
  })
}

function problemsOfExits(document: FlowDocument, id: string, block: FlowBlock): Problem[] {
  const name = quoted(document, id)
  const ids = new Set(exitsOf(block).map((exit) => exit.id))
  const unknown = Object.entries(block.exits).filter(([exit, to]) => to !== null && !ids.has(exit))
  return [
    ...exitsTaken(block).flatMap(({ id: exit, title, optional }) => {
      const target = targetOf(block, exit)
      if (target === undefined) {
        if (optional === true) return []
        const message = `${name} has no next step for ${title}.`
        return [error('unwired_exit', message, { block: id, exit })]
      }
      if (blockOf(document, target) !== undefined) return []
      const message = `${name} leads to “${target}” for ${title}, and there is no such block.`
      return [error('unknown_target', message, { block: id, exit })]
    }),
    ...unknown.map(([exit]) => {
      const message = `${name} wires “${exit}”, an exit it does not have.`
      return warning('unknown_exit', message, { block: id, exit })
    }),
  ]
}

function problemsOfLoops(
  document: FlowDocument,
  reachable: ReadonlySet<string> | undefined,
): Problem[] {
  return instantLoops(document, reachable).map((loop) => {
    const [first = ''] = loop
    const way = [...loop.slice(0, 10), first].map((id) => quoted(document, id)).join(' → ')
    const message = `${way} goes round without ever saying or asking anything, so the call would be cut off.`
    return error('endless_loop', message, { block: first })
  })
}

function problemsOfReach(document: FlowDocument, reachable: ReadonlySet<string>): Problem[] {
  const unreachable = Object.keys(document.blocks).filter((id) => !reachable.has(id))
  return [
    ...unreachable.map((id) => {
      const message = `${quoted(document, id)} is never reached: nothing leads to it.`
      return warning('unreachable', message, { block: id })
    }),
    ...trappedBlocks(document, reachable).map((id) => {
      const message = `From ${quoted(document, id)} no way leads to a queue or an end: callers would go round for ever.`
      return error('no_way_out', message, { block: id })
    }),
  ]
}

function quoted(document: FlowDocument, id: string): string {
  const block = blockOf(document, id)
  return `“${block === undefined ? id : blockName(block)}”`
}
