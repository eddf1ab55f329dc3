import type { FlowVersionSummary } from '@iris/contracts'
import { historyWords } from './history-words.ts'

/** `Version 3`, or with its name. */
export function sideName({ version, name }: Pick<FlowVersionSummary, 'version' | 'name'>): string {
  return name === null
    ? historyWords('versions.version', { version })
    : historyWords('versions.named', { version, name })
}
