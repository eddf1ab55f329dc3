import type { Ref } from 'vue'
import { useStored } from '../browser/use-stored.ts'

/** Where a command is found again. */
export interface RecentCommand {
  provider: string
  command: string
}

const most = 6

export interface RecentCommands {
  list: Readonly<Ref<readonly RecentCommand[]>>
  add: (used: RecentCommand) => void
}

/** The commands used last, latest first. Only ids are kept, nothing about anybody. */
export function useRecentCommands(storageKey: string): RecentCommands {
  const list = useStored<readonly RecentCommand[]>(storageKey, [], parse, (recent) =>
    JSON.stringify(recent),
  )
  return {
    list,
    add(used) {
      const others = list.value.filter(
        ({ provider, command }) => provider !== used.provider || command !== used.command,
      )
      list.value = [used, ...others].slice(0, most)
    },
  }
}

function parse(stored: string): RecentCommand[] {
  try {
    const parsed: unknown = JSON.parse(stored)
    return Array.isArray(parsed) ? parsed.filter(isRecentCommand) : []
  } catch {
    return []
  }
}

function isRecentCommand(value: unknown): value is RecentCommand {
  return (
    typeof value === 'object' &&
    value !== null &&
    'provider' in value &&
    'command' in value &&
    typeof value.provider === 'string' &&
    typeof value.command === 'string'
  )
}
