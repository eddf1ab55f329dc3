import {
  Clock,
  Globe,
  Grip,
  MessageSquareText,
  PhoneOff,
  Play,
  UsersRound,
  Voicemail,
} from '@lucide/vue'
import type { Component } from 'vue'
import { blockSize } from '../src/canvas/graph/block-shape.ts'
import type { CanvasBlock, CanvasColour, CanvasGraph } from '../src/canvas/graph/canvas-graph.ts'

/** A kind of block to fill graphs with. */
interface SampleKind {
  readonly title: string
  readonly icon: Component
  readonly colour: CanvasColour
  readonly summary: string
  readonly exits: readonly string[]
}

export const sampleKinds: Readonly<Record<string, SampleKind>> = {
  start: {
    title: 'Start',
    icon: Play,
    colour: 'grey',
    summary: 'A call comes in',
    exits: ['Next'],
  },
  say: {
    title: 'Say',
    icon: MessageSquareText,
    colour: 'blue',
    summary: 'Welcome to Northwind. Your call may be recorded.',
    exits: ['Next', 'Error'],
  },
  menu: {
    title: 'Menu',
    icon: Grip,
    colour: 'blue',
    summary: 'For sales press 1, for support press 2',
    exits: ['1 Sales', '2 Support', 'No input', 'No match', 'Error'],
  },
  hours: {
    title: 'Business hours',
    icon: Clock,
    colour: 'violet',
    summary: 'Mon–Fri 9:00–17:30',
    exits: ['Open', 'Closed', 'Holiday'],
  },
  enqueue: {
    title: 'Queue',
    icon: UsersRound,
    colour: 'green',
    summary: 'Sales, priority 5',
    exits: ['Answered', 'Timeout', 'Left', 'Error'],
  },
  http: {
    title: 'HTTP request',
    icon: Globe,
    colour: 'amber',
    summary: 'GET https://crm.example.com/contacts',
    exits: ['Success', 'Failed', 'Timeout'],
  },
  voicemail: {
    title: 'Voicemail',
    icon: Voicemail,
    colour: 'blue',
    summary: 'Sales box, 2 minutes at most',
    exits: ['Recorded', 'Error'],
  },
  hang_up: { title: 'End', icon: PhoneOff, colour: 'grey', summary: 'Hangs up', exits: [] },
}

interface SampleBlock {
  readonly id: string
  readonly kind: string
  readonly x: number
  readonly y: number
  readonly title?: string
  /** Blocks its exits lead to, from the top; null for an exit without a wire. */
  readonly to?: readonly (string | null)[]
}

export function sampleBlock({ id, kind, x, y, title, to = [] }: SampleBlock): CanvasBlock {
  const { title: kindTitle, icon, colour, summary, exits } = sampleKinds[kind] ?? noKind
  return {
    id,
    x,
    y,
    ...blockSize(exits.length),
    title: title ?? kindTitle,
    kindTitle,
    icon,
    colour,
    summary,
    isSource: kind === 'start',
    exits: exits.map((name, row) => ({
      id: name.toLowerCase().replaceAll(/\W+/g, '_'),
      title: name,
      target: to[row] ?? null,
      optional: name === 'Error',
    })),
  }
}

const noKind: SampleKind = { title: 'Block', icon: Play, colour: 'grey', summary: '', exits: [] }

function graphOf(blocks: readonly SampleBlock[]): CanvasGraph {
  return {
    blocks: new Map(blocks.map((block) => [block.id, sampleBlock(block)])),
    notes: new Map(),
    frames: new Map(),
  }
}

/** The flow of a small firm, as somebody would draw it. */
export function smallGraph(): CanvasGraph {
  const graph = graphOf([
    { id: 'start', kind: 'start', x: 0, y: 96, to: ['welcome'] },
    { id: 'welcome', kind: 'say', x: 328, y: 96, title: 'Welcome', to: ['hours'] },
    {
      id: 'hours',
      kind: 'hours',
      x: 656,
      y: 96,
      title: 'Office hours',
      to: ['main', 'closed', 'closed'],
    },
    {
      id: 'main',
      kind: 'menu',
      x: 1000,
      y: 0,
      title: 'Main menu',
      to: ['sales', 'lookup', 'main', 'main'],
    },
    { id: 'sales', kind: 'enqueue', x: 1680, y: -96, title: 'Sales', to: ['bye', 'box', 'box'] },
    {
      id: 'lookup',
      kind: 'http',
      x: 1344,
      y: 120,
      title: 'Find customer',
      to: ['support', 'support'],
    },
    {
      id: 'support',
      kind: 'enqueue',
      x: 1680,
      y: 168,
      title: 'Support',
      to: ['bye', 'main', null],
    },
    { id: 'closed', kind: 'say', x: 1000, y: 320, title: 'We are closed', to: ['box'] },
    { id: 'box', kind: 'voicemail', x: 2040, y: 320, title: 'Leave a message', to: ['bye'] },
    { id: 'bye', kind: 'hang_up', x: 2400, y: 96, title: 'Goodbye' },
    { id: 'spare', kind: 'say', x: 328, y: 400, title: 'Old greeting' },
  ])
  return {
    ...graph,
    notes: new Map([
      [
        'note',
        {
          id: 'note',
          x: 0,
          y: 288,
          width: 232,
          height: 112,
          text: 'Asked by marketing: keep it under five seconds.',
        },
      ],
    ]),
    frames: new Map([
      [
        'queues',
        {
          id: 'queues',
          x: 1640,
          y: -160,
          width: 312,
          height: 536,
          title: 'Queues',
          colour: 'green',
        },
      ],
    ]),
  }
}

/** What one flow after another is made of, ten blocks a time; the same at every call. */
const pattern = [
  { kind: 'say', x: 0, y: 64, to: [1, null] },
  { kind: 'hours', x: 320, y: 64, to: [2, 6, 6] },
  { kind: 'menu', x: 640, y: 0, to: [3, 4, 2, 2, null] },
  { kind: 'enqueue', x: 960, y: -96, to: [9, 6, 7] },
  { kind: 'http', x: 960, y: 88, to: [5, 8, null] },
  { kind: 'enqueue', x: 1280, y: 88, to: [9, 6, null] },
  { kind: 'say', x: 640, y: 240, to: [7] },
  { kind: 'voicemail', x: 960, y: 240, to: [9] },
  { kind: 'say', x: 1280, y: 264, to: [9] },
  { kind: 'say', x: 1600, y: 64, to: [10] },
] as const

/** A graph of so many blocks, wired from end to end, about as dense as real ones. */
export function largeGraph(count: number): CanvasGraph {
  const across = Math.ceil(Math.sqrt(count / 20))
  const id = (index: number) => `block-${index}`
  const blocks = Array.from({ length: count }, (_, index): SampleBlock => {
    const group = Math.floor(index / pattern.length)
    const { kind, x, y, to } = pattern[index % pattern.length] ?? pattern[0]
    const first = group * pattern.length
    return {
      id: id(index),
      kind,
      x: x + (group % across) * 1960,
      y: y + Math.floor(group / across) * 560,
      title: `${sampleKinds[kind]?.title} ${index + 1}`,
      to: to.map((step) => (step === null || first + step >= count ? null : id(first + step))),
    }
  })
  return graphOf(blocks)
}
