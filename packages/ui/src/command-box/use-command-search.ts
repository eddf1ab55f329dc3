import type { Ref } from 'vue'
import { onScopeDispose, shallowRef } from 'vue'
import type { Command, CommandProvider } from './command.ts'
import type { RecentCommand } from './recent-commands.ts'

/** What one provider has answered so far. While it is asked again, its last answer stays. */
export interface CommandGroup {
  provider: string
  label: string
  state: 'pending' | 'found' | 'failed'
  commands: readonly FoundCommand[]
}

export interface FoundCommand extends Command {
  /** The provider it came from, which is not the group it is shown in when it is a recent one. */
  provider: string
}

export interface CommandSearch {
  groups: Readonly<Ref<readonly CommandGroup[]>>
  /** Asks every provider anew; answers to an earlier query are dropped. */
  search: (query: string) => void
  stop: () => void
}

const typingPauseMs = 150

/** Asks the providers side by side and gathers what they say, in their order. */
export function useCommandSearch(options: {
  providers: () => readonly CommandProvider[]
  recent: () => readonly RecentCommand[]
  recentLabel: () => string
}): CommandSearch {
  const groups = shallowRef<readonly CommandGroup[]>([])
  let abort = new AbortController()
  let pause: ReturnType<typeof setTimeout> | undefined

  function stop(): void {
    clearTimeout(pause)
    abort.abort()
  }

  function update(change: CommandGroup): void {
    groups.value = groups.value.map((group) =>
      group.provider === change.provider ? change : group,
    )
  }

  async function ask(group: CommandGroup, answer: Answer, signal: AbortSignal): Promise<void> {
    try {
      const found = await answer(signal)
      if (!signal.aborted) update({ ...group, state: 'found', commands: found })
    } catch {
      if (!signal.aborted) update({ ...group, state: 'failed', commands: [] })
    }
  }

  function search(query: string): void {
    stop()
    abort = new AbortController()
    const { signal } = abort
    const jobs = query.trim() === '' ? firstJobs(options) : queryJobs(options.providers(), query)
    groups.value = jobs.map(({ id, label }) => {
      const before = groups.value.find((group) => group.provider === id)
      return { provider: id, label, state: 'pending', commands: before?.commands ?? [] }
    })
    const start = (some: readonly Job[]): void => {
      for (const { id, answer } of some) {
        const group = groups.value.find(({ provider }) => provider === id)
        if (group) void ask(group, answer, signal)
      }
    }
    start(jobs.filter((job) => !job.remote))
    pause = setTimeout(() => start(jobs.filter((job) => job.remote)), typingPauseMs)
  }

  onScopeDispose(stop)
  return { groups, search, stop }
}

type Answer = (signal: AbortSignal) => Promise<readonly FoundCommand[]>

interface Job {
  id: string
  label: string
  remote: boolean
  answer: Answer
}

function queryJobs(providers: readonly CommandProvider[], query: string): Job[] {
  return providers.map((provider) => ({
    id: provider.id,
    label: provider.label,
    remote: provider.remote === true,
    answer: async (signal) => from(provider, await provider.search(query.trim(), signal)),
  }))
}

/** Before anything is typed: what was used last, then what the local providers offer. */
function firstJobs(options: {
  providers: () => readonly CommandProvider[]
  recent: () => readonly RecentCommand[]
  recentLabel: () => string
}): Job[] {
  const providers = options.providers()
  const local = providers.filter((provider) => !provider.remote)
  const recent = options.recent()
  if (recent.length === 0) return queryJobs(local, '')
  const recall: Job = {
    id: 'recent',
    label: options.recentLabel(),
    remote: false,
    answer: (signal) => recallAll(providers, recent, signal),
  }
  return [recall, ...queryJobs(local, '')]
}

async function recallAll(
  providers: readonly CommandProvider[],
  recent: readonly RecentCommand[],
  signal: AbortSignal,
): Promise<FoundCommand[]> {
  const found = await Promise.all(
    providers.map(async (provider) => {
      const ids = recent.filter((used) => used.provider === provider.id).map((used) => used.command)
      if (ids.length === 0) return []
      const { recall = (_, again) => provider.search('', again) } = provider
      return from(provider, await recall(ids, signal))
    }),
  )
  return recent.flatMap(
    (used) =>
      found.flat().find(({ provider, id }) => provider === used.provider && id === used.command) ??
      [],
  )
}

function from(provider: CommandProvider, commands: readonly Command[]): FoundCommand[] {
  return commands.map((command) => ({ ...command, provider: provider.id }))
}
