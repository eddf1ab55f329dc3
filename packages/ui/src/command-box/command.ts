import type { Component } from 'vue'
import type { Keys } from '../kbd/keys.ts'
import { fold } from '../text/fold.ts'

/** Something the Ctrl+K box can find: a person to call, a page to open, a thing to do. */
export interface Command {
  /** Unique within its provider, and the same tomorrow: recent commands are remembered by it. */
  id: string
  label: string
  /** What tells it from its namesakes: a number, a queue, a state. */
  detail?: string
  icon?: Component
  keys?: Keys
  run: () => void
}

/** A source of commands, shown as one group. */
export interface CommandProvider {
  id: string
  label: string
  /**
   * Finds what fits. Asked with an empty query when the box opens: answer what is worth showing then, or
   * nothing. May answer later, and may fail: the group then says so and the others stay.
   */
  search: (query: string, signal: AbortSignal) => readonly Command[] | Promise<readonly Command[]>
  /** Asks a server: waits until typing pauses, and is not asked with an empty query. */
  remote?: boolean
  /** Finds commands used before by their ids. Without it, among what an empty query gives. */
  recall?: (
    ids: readonly string[],
    signal: AbortSignal,
  ) => readonly Command[] | Promise<readonly Command[]>
}

/** The commands whose words all begin with, or contain, the words of a query; the former first. */
export function matchCommands(commands: readonly Command[], query: string): Command[] {
  const wanted = fold(query).split(/\s+/).filter(Boolean)
  const matches = commands.flatMap((command) => {
    const rank = rankOf(command, wanted)
    return rank === undefined ? [] : [{ command, rank }]
  })
  return matches.toSorted((a, b) => a.rank - b.rank).map(({ command }) => command)
}

/** 0 where every wanted word begins a word of the label, 1 elsewhere in label or detail. */
function rankOf(command: Command, wanted: readonly string[]): number | undefined {
  const label = fold(command.label)
  const all = `${label} ${fold(command.detail ?? '')}`
  if (!wanted.every((word) => all.includes(word))) return undefined
  const words = label.split(/[\s/·-]+/)
  return wanted.every((word) => words.some((start) => start.startsWith(word))) ? 0 : 1
}
