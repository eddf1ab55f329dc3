import type { FlowBlock } from '@iris/contracts'
import { defineWords } from '@iris/app-frame'
import type { Exit } from '@iris/flow'
import { itemTitle } from '../features/inspector/lists/item-title.ts'

const words = defineWords('exitLabels', {
  next: 'next',
  error: 'error',
  no_input: 'no answer',
  no_match: 'other answer',
  answered: 'after the talk',
  no_answer: 'not answered',
  busy: 'busy',
  machine: 'machine',
  timeout: 'too long',
  full: 'full',
  no_agents: 'no agents',
  left: 'afterwards',
  otherwise: 'otherwise',
  open: 'open',
  closed: 'closed',
  ok: 'success',
  failed_status: 'refused',
  found: 'found',
  not_found: 'not found',
  again: 'each round',
  done: 'afterwards',
  guard: 'too many rounds',
})

const known = [
  'next',
  'error',
  'no_input',
  'no_match',
  'answered',
  'no_answer',
  'busy',
  'machine',
  'timeout',
  'full',
  'no_agents',
  'left',
  'otherwise',
  'open',
  'closed',
  'ok',
  'failed_status',
  'found',
  'not_found',
  'again',
  'done',
  'guard',
] as const

/** An exit in a word or two, as there is room for on the canvas; a menu’s keys with what they mean. */
export function exitLabel(block: FlowBlock, { id, title }: Exit): string {
  const word = known.find((one) => one === id)
  if (word !== undefined) return words(word)
  const key = /^key (.)$/.exec(title)?.[1]
  const meaning = itemTitle(block, id)
  if (key === undefined) return meaning === '' ? title : meaning
  return meaning === '' ? key : `${key} · ${meaning}`
}
