import type { FlowNode } from '@iris/contracts'
import { formatLocale } from '@iris/app-frame'
import { formatDuration } from '@iris/ui'
import {
  CircleDot,
  Clock,
  GitBranch,
  Grip,
  MessageSquareText,
  Music,
  PhoneOff,
  Play,
  UsersRound,
  Variable,
  Voicemail,
} from '@lucide/vue'
import type { Component } from 'vue'
import type { FlowNodeKind } from './flow-graph.ts'
import { flowsWords } from './flows-words.ts'

export const blockIcons: Readonly<Record<FlowNodeKind, Component>> = {
  start: Play,
  say: MessageSquareText,
  play: Music,
  menu: Grip,
  enqueue: UsersRound,
  voicemail: Voicemail,
  record_call: CircleDot,
  hours: Clock,
  set: Variable,
  branch: GitBranch,
  hang_up: PhoneOff,
}

/** What a block is called: by its makers, else by what it is. */
export function blockName(node: FlowNode): string {
  return node.label ?? flowsWords(`kinds.${node.kind}`)
}

export interface BlockFact {
  readonly term: string
  readonly text: string
}

/** What a block does, setting by setting. */
export function blockFacts(node: FlowNode, queueName: (id: string) => string): BlockFact[] {
  switch (node.kind) {
    case 'start':
    case 'voicemail':
    case 'hang_up':
      return []
    case 'say':
      return [fact('says', node.text)]
    case 'play':
      return [fact('plays', node.prompt)]
    case 'menu':
      return menuFacts(node)
    case 'enqueue':
      return [
        fact('queue', queueName(node.queueId)),
        fact('priority', String(node.priority)),
        fact(
          'maxWait',
          node.maxWaitMs === null ? flowsWords('block.forever') : formatDuration(node.maxWaitMs),
        ),
      ]
    case 'record_call':
      return [fact('recording', flowsWords(`recordCall.${node.action}`))]
    case 'hours':
      return hoursFacts(node)
    case 'set':
      return node.assign.map(({ variable, value }) => fact('sets', `${variable} = ${value}`))
    case 'branch':
      return node.cases.map(({ left, is, right }) =>
        fact('cases', `${left} ${flowsWords(`comparisons.${is}`)} ${right}`.trim()),
      )
  }
}

/** The line under a block's name in the picture. */
export function blockSummary(node: FlowNode, queueName: (id: string) => string): string {
  return blockFacts(node, queueName)[0]?.text ?? ''
}

type NodeOf<Kind extends FlowNodeKind> = Extract<FlowNode, { kind: Kind }>

function menuFacts(node: NodeOf<'menu'>): BlockFact[] {
  return [
    fact('says', node.text),
    fact('keys', node.choices.map(({ key, label }) => `${key} ${label}`).join(', ')),
    ...wordFacts(node),
    fact('waits', formatDuration(node.noInputMs)),
    fact('tries', flowsWords('block.triesTimes', { count: node.tries })),
    fact('bargeIn', flowsWords(node.bargeIn ? 'block.yes' : 'block.no')),
    ...(node.sensitive === true ? [fact('sensitive', flowsWords('block.notRecorded'))] : []),
  ]
}

/** What may be said instead of each key. */
function wordFacts({ choices }: NodeOf<'menu'>): BlockFact[] {
  return choices.flatMap(({ key, words = [] }) =>
    words.length === 0 ? [] : fact('words', `${key} ${words.join(', ')}`),
  )
}

function hoursFacts(node: NodeOf<'hours'>): BlockFact[] {
  const spans = node.open.map(({ days, from, to }) =>
    fact('open', `${days.map(dayName).join(', ')} ${from}–${to}`),
  )
  const closed = node.closedOn.length > 0 ? [fact('closedOn', node.closedOn.join(', '))] : []
  return [...spans, ...closed, fact('zone', node.timeZone)]
}

/** A weekday, 1 Monday to 7 Sunday; 1 January 2024 was a Monday. */
function dayName(day: number): string {
  const format = new Intl.DateTimeFormat(formatLocale.value, { weekday: 'short', timeZone: 'UTC' })
  return format.format(Date.UTC(2024, 0, day))
}

function fact(term: Parameters<typeof termWords>[0], text: string): BlockFact {
  return { term: termWords(term), text }
}

function termWords(
  term:
    | 'says'
    | 'plays'
    | 'queue'
    | 'priority'
    | 'maxWait'
    | 'keys'
    | 'words'
    | 'waits'
    | 'tries'
    | 'bargeIn'
    | 'recording'
    | 'sensitive'
    | 'sets'
    | 'cases'
    | 'open'
    | 'closedOn'
    | 'zone',
): string {
  return flowsWords(`block.${term}`)
}
