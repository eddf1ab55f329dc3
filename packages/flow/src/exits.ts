import type { FlowDocument, FlowNode } from '@iris/contracts'

const kindNames: Record<FlowNode['kind'], string> = {
  start: 'Start',
  say: 'Say',
  play: 'Play',
  menu: 'Menu',
  enqueue: 'Queue',
  voicemail: 'Voicemail',
  record_call: 'Record',
  hours: 'Hours',
  set: 'Set',
  branch: 'Branch',
  hang_up: 'Hang up',
}

/** What people see: the node's label, or what its kind is called. */
export function nodeName(node: FlowNode): string {
  return node.label ?? kindNames[node.kind]
}

/** The menu exit of a key: `key_1`, `key_star`, `key_pound`. */
export function keyExit(key: string): string {
  if (key === '*') return 'key_star'
  return key === '#' ? 'key_pound' : `key_${key}`
}

/** The exits a node has, in the order they are drawn. */
export function exitsOf(node: FlowNode): string[] {
  switch (node.kind) {
    case 'start':
    case 'set':
      return ['next']
    case 'say':
    case 'play':
    case 'record_call':
      return ['next', 'error']
    case 'voicemail':
      return ['left', 'error']
    case 'menu':
      return [
        ...new Set(node.choices.map(({ key }) => keyExit(key))),
        'no_input',
        'no_match',
        'error',
      ]
    case 'enqueue':
      return ['answered', 'timeout', 'error']
    case 'hours':
      return ['open', 'closed']
    case 'branch':
      return [...node.cases.map((_, index) => caseExit(index)), 'otherwise']
    case 'hang_up':
      return []
  }
}

/** The branch exit of a case, by its place from 0: `case_1` … */
export function caseExit(index: number): string {
  return `case_${index + 1}`
}

/** Where an exit leads; `undefined` if it is unwired or the node has none of that name. */
export function targetOf(node: FlowNode, exit: string): string | undefined {
  const exits: Readonly<Record<string, string | null | undefined>> = node.exits
  return Object.hasOwn(exits, exit) ? (exits[exit] ?? undefined) : undefined
}

/** The node of that id. Ids such as `constructor` are ids like any other. */
export function nodeOf(document: FlowDocument, id: string): FlowNode | undefined {
  return Object.hasOwn(document.nodes, id) ? document.nodes[id] : undefined
}

/** Nodes that need neither the caller nor time: a loop of them alone would spin. */
export function isInstant(node: FlowNode): boolean {
  switch (node.kind) {
    case 'start':
    case 'hours':
    case 'set':
    case 'branch':
    case 'record_call':
      return true
    case 'say':
    case 'play':
    case 'menu':
    case 'enqueue':
    case 'voicemail':
    case 'hang_up':
      return false
  }
}

/**
 * Whether an exit may stay unwired. `answered`: the call ends after the talk, or `left`, after the message. `timeout` of a queue without a limit: it is
 * never left that way.
 */
export function mayStayUnwired(node: FlowNode, exit: string): boolean {
  if (node.kind === 'voicemail') return exit === 'left'
  if (node.kind !== 'enqueue') return false
  return exit === 'answered' || (exit === 'timeout' && node.maxWaitMs === null)
}
