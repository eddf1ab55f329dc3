import type { FlowDocument, FlowNode, FlowProblem } from '@iris/contracts'
import { exitsOf, mayStayUnwired, nodeName, nodeOf, targetOf } from './exits.ts'
import { everOpens } from './hours.ts'
import { mostHints, plainWords } from './spoken-choice.ts'
import { instantLoops, reachableFrom, trappedNodes } from './paths.ts'

/** What is there beside the flow. What is left out is not checked. */
export interface KnownThings {
  readonly queueIds?: ReadonlySet<string>
  readonly voicemailBoxIds?: ReadonlySet<string>
  /** Names and ids of prompts, in small letters: a flow plays one by either. */
  readonly prompts?: ReadonlySet<string>
}

/**
 * Every problem of a flow, in the order of its nodes, those of the whole flow first. A flow without errors never ends a
 * call for want of an exit; warnings say what is probably not meant. Total: it takes documents that no schema has seen.
 */
export function validateFlow(document: FlowDocument, known: KnownThings): FlowProblem[] {
  const nodes = Object.entries(document.nodes)
  const starts = nodes.filter(([, node]) => node.kind === 'start').map(([id]) => id)
  const reachable = starts.length === 0 ? undefined : reachableFrom(document, starts)
  return [
    ...problemsOfStarts(document, starts),
    ...problemsOfLoops(document, reachable),
    ...nodes.flatMap(([id, node]) => [
      ...problemsOfExits(document, id, node),
      ...problemsOfContent(id, node, known),
    ]),
    ...(reachable === undefined ? [] : problemsOfReach(document, reachable)),
  ]
}

function problemsOfStarts(document: FlowDocument, starts: readonly string[]): FlowProblem[] {
  if (starts.length === 0) {
    return [error('no_start', 'The flow has no start, so no call can enter it.')]
  }
  return starts.slice(1).map((id) => {
    const message = `${quoted(document, id)} is a second start. A flow has one: remove the others.`
    return error('many_starts', message, { node: id })
  })
}

function problemsOfExits(document: FlowDocument, id: string, node: FlowNode): FlowProblem[] {
  const name = quoted(document, id)
  const exits = exitsOf(node)
  const unknown = Object.keys(node.exits).filter((exit) => !exits.includes(exit))
  return [
    ...exits.flatMap((exit) => {
      const target = targetOf(node, exit)
      if (target === undefined) {
        if (mayStayUnwired(node, exit)) return []
        const message = `${name} has no next step for ${exitWords(node, exit)}.`
        return [error('unwired_exit', message, { node: id, exit })]
      }
      if (nodeOf(document, target) !== undefined) return []
      const message = `${name} leads to “${target}” for ${exitWords(node, exit)}, and there is no such node.`
      return [error('unknown_target', message, { node: id, exit })]
    }),
    ...unknown.map((exit) => {
      const message = `${name} wires “${exit}”, an exit it does not have.`
      return warning('unknown_exit', message, { node: id, exit })
    }),
  ]
}

function problemsOfContent(id: string, node: FlowNode, known: KnownThings): FlowProblem[] {
  switch (node.kind) {
    case 'menu': {
      const keys = node.choices.map(({ key }) => key)
      const repeated = keys.filter((key, index) => keys.indexOf(key) < index)
      return [
        ...[...new Set(repeated)].map((key) =>
          error('duplicate_key', `“${nodeName(node)}” offers the key ${key} more than once.`, {
            node: id,
          }),
        ),
        ...problemsOfWords(id, node),
      ]
    }
    case 'enqueue': {
      if (known.queueIds === undefined || known.queueIds.has(node.queueId)) return []
      const message = `“${nodeName(node)}” leads to a queue that does not exist. Choose another.`
      return [error('unknown_queue', message, { node: id })]
    }
    case 'voicemail': {
      if (known.voicemailBoxIds === undefined || known.voicemailBoxIds.has(node.boxId)) return []
      const message = `“${nodeName(node)}” leads to a voicemail box that does not exist. Choose another.`
      return [error('unknown_voicemail_box', message, { node: id })]
    }
    case 'hours': {
      if (everOpens(node)) return []
      const message = `“${nodeName(node)}” never opens: no day has opening times.`
      return [warning('empty_hours', message, { node: id })]
    }
    case 'play': {
      if (known.prompts === undefined || known.prompts.has(node.prompt.toLowerCase())) return []
      const message = `“${nodeName(node)}” plays a prompt that does not exist: “${node.prompt}”. Choose another.`
      return [error('unknown_prompt', message, { node: id })]
    }
    case 'start':
    case 'say':
    case 'set':
    case 'branch':
    case 'record_call':
    case 'hang_up':
      return []
  }
}

function problemsOfWords(id: string, node: Extract<FlowNode, { kind: 'menu' }>): FlowProblem[] {
  const words = node.choices.flatMap(({ key, words = [] }) =>
    [...new Set(words.map(plainWords))].map((word) => ({ key, word })),
  )
  const repeated = words.filter(({ key, word }) =>
    words.some((other) => other.word === word && other.key !== key),
  )
  const problems = [...new Set(repeated.map(({ word }) => word))].map((word) =>
    error('duplicate_word', `“${nodeName(node)}” has the word “${word}” for two options.`, {
      node: id,
    }),
  )
  if (words.length <= mostHints) return problems
  const message = `“${nodeName(node)}” has more than ${mostHints} words: the last may not be understood well.`
  return [...problems, warning('too_many_words', message, { node: id })]
}

function problemsOfLoops(
  document: FlowDocument,
  reachable: ReadonlySet<string> | undefined,
): FlowProblem[] {
  return instantLoops(document, reachable).map((loop) => {
    const [first = ''] = loop
    const way = [...loop, first].map((id) => quoted(document, id)).join(' → ')
    const message = `${way} goes round without ever saying or asking anything, so the call would be cut off.`
    return error('endless_loop', message, { node: first })
  })
}

function problemsOfReach(document: FlowDocument, reachable: ReadonlySet<string>): FlowProblem[] {
  const unreachable = Object.keys(document.nodes).filter((id) => !reachable.has(id))
  return [
    ...unreachable.map((id) => {
      const message = `${quoted(document, id)} is never reached: nothing leads to it.`
      return warning('unreachable', message, { node: id })
    }),
    ...trappedNodes(document, reachable).map((id) => {
      const message = `From ${quoted(document, id)} no way leads to a queue or a hang-up: callers would go round for ever.`
      return error('no_way_out', message, { node: id })
    }),
  ]
}

const exitNames: Readonly<Record<string, string>> = {
  next: 'what comes next',
  error: 'when it fails',
  no_input: 'when there is no answer',
  no_match: 'when the answer is another',
  timeout: 'when the wait is too long',
  answered: 'after the talk',
  left: 'after the message',
  open: 'when it is open',
  closed: 'when it is closed',
  otherwise: 'when no case holds',
}

function exitWords(node: FlowNode, exit: string): string {
  if (node.kind === 'menu' && exit.startsWith('key_')) {
    const sign = exit.slice('key_'.length).replace('star', '*').replace('pound', '#')
    return `key ${sign}`
  }
  if (node.kind === 'branch' && exit.startsWith('case_')) return exit.replace('_', ' ')
  return exitNames[exit] ?? exit
}

function quoted(document: FlowDocument, id: string): string {
  const node = nodeOf(document, id)
  return `“${node === undefined ? id : nodeName(node)}”`
}

type Place = Pick<FlowProblem, 'node' | 'exit'>

function error(code: FlowProblem['code'], message: string, place: Place = {}): FlowProblem {
  return { severity: 'error', code, ...place, message }
}

function warning(code: FlowProblem['code'], message: string, place: Place): FlowProblem {
  return { severity: 'warning', code, ...place, message }
}
