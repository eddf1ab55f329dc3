import type { ReferenceType } from '@iris/flow'

/** Something of the centre that a flow may name. */
export interface Thing {
  readonly name: string
  /** Where a flow may name it by that too: a prompt. */
  readonly id?: string
}

interface VoiceThing {
  readonly id: string
  readonly name: string
  /** As BCP 47. */
  readonly language: string
}

/** What the page knows of the centre. What it has not loaded is absent, and nothing is said to be missing then. */
export interface InspectorThings {
  readonly names: Readonly<Partial<Record<ReferenceType, readonly Thing[]>>>
  /** The names of secrets. */
  readonly secrets?: readonly string[]
  readonly voices?: readonly VoiceThing[]
}

/** Whether a name stands for one of these; capitals do not matter. */
export function isAmong(things: readonly Thing[], wanted: string): boolean {
  const name = wanted.trim().toLowerCase()
  return things.some((thing) => thing.name.toLowerCase() === name || thing.id === wanted.trim())
}
