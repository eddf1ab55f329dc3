import type { FlowNode } from '@iris/contracts'
import { flowsWords } from './flows-words.ts'

const plain = [
  'next',
  'error',
  'no_input',
  'no_match',
  'answered',
  'left',
  'timeout',
  'open',
  'closed',
  'otherwise',
] as const

const signs: Readonly<Record<string, string>> = { star: '*', pound: '#' }

/** An exit in words; a menu's keys with what they mean. */
export function exitWords(node: FlowNode, exit: string): string {
  const known = plain.find((one) => one === exit)
  if (known) return flowsWords(`exits.${known}`)
  const number = /^case_(\d+)$/.exec(exit)?.[1]
  if (number !== undefined) return flowsWords('exits.case', { number })
  const name = /^key_(.+)$/.exec(exit)?.[1]
  if (name === undefined) return exit
  const key = signs[name] ?? name
  const choice = node.kind === 'menu' ? node.choices.find((one) => one.key === key) : undefined
  return choice
    ? flowsWords('exits.keyNamed', { key, label: choice.label })
    : flowsWords('exits.key', { key })
}
