import { writeDuration } from '@iris/app-frame'
import type { FilledField } from '@iris/flow'
import { inspectorWords } from '../inspector-words.ts'

interface Issue {
  readonly code?: string | undefined
  readonly message: string
}

/** What a schema’s issue means to the person at the form. Sentences that the schema has itself are said as they are. */
export function schemaWords(issue: Issue, filled: FilledField | undefined): string {
  const isPlain = !/^(Invalid|Too (small|big)|Unrecognized)\b/.test(issue.message)
  if (isPlain) return issue.message
  if (filled === undefined) return inspectorWords('problem.wrong')
  const { field, value } = filled
  if (value === undefined || value === '') return inspectorWords('problem.missing')
  if (field.type === 'number') return numberWords(value, field)
  if (field.type === 'duration') {
    if (typeof value !== 'number') return inspectorWords('problem.duration')
    const [min, max] = [writeDuration(field.minMs), writeDuration(field.maxMs)]
    return inspectorWords('problem.range', { min, max })
  }
  return inspectorWords('problem.wrong')
}

function numberWords(value: unknown, { min, max }: { min: number; max: number }): string {
  if (typeof value !== 'number') return inspectorWords('problem.number')
  const isWithin = value >= min && value <= max
  if (isWithin) return inspectorWords('problem.whole')
  return inspectorWords('problem.range', { min: String(min), max: String(max) })
}
