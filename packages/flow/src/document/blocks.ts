import type { FlowBlock, FlowDocument } from '@iris/contracts'
import type { Exit } from '../kinds/kind.ts'
import { kindNamed } from '../kinds/registry.ts'

/** What people see: the block's name, or what its kind is called. */
export function blockName(block: FlowBlock): string {
  return block.name ?? kindNamed(block.kind)?.title ?? block.kind
}

/** The block of that id. Ids such as `constructor` are ids like any other. */
export function blockOf(document: FlowDocument, id: string): FlowBlock | undefined {
  return Object.hasOwn(document.blocks, id) ? document.blocks[id] : undefined
}

/** The exits a block has, in the order they are drawn; those it wires, where its kind is not known. */
export function exitsOf(block: FlowBlock): readonly Exit[] {
  const kind = kindNamed(block.kind)
  if (kind !== undefined) return kind.exits(block.settings)
  return Object.keys(block.exits).map((id) => ({ id, title: id }))
}

/** The exits a run can leave by: of a disabled block the first alone. */
export function exitsTaken(block: FlowBlock): readonly Exit[] {
  const exits = exitsOf(block)
  return block.disabled === true ? exits.slice(0, 1) : exits
}

/** Where an exit leads; `undefined` if it is unwired or the block has none of that name. */
export function targetOf(block: FlowBlock, exit: string): string | undefined {
  return Object.hasOwn(block.exits, exit) ? (block.exits[exit] ?? undefined) : undefined
}

/** Every place the run can go to from here, each once: its exits’ targets, and where it jumps to. */
export function targetsOf(block: FlowBlock): string[] {
  const wired = exitsTaken(block).map(({ id }) => targetOf(block, id))
  const jumps = block.kind === 'go_to' && block.disabled !== true
  const jump = jumps ? block.settings['block'] : undefined
  return [...new Set([...wired, jump])].filter((id): id is string => typeof id === 'string')
}

/** The block a run begins at: the first of kind start, by id. */
export function startOf(document: FlowDocument): string | undefined {
  return Object.keys(document.blocks)
    .filter((id) => document.blocks[id]?.kind === 'start')
    .toSorted()[0]
}
