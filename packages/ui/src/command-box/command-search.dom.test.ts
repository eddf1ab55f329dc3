import { effectScope } from 'vue'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Command, CommandProvider } from './command.ts'
import { matchCommands } from './command.ts'
import type { RecentCommand } from './recent-commands.ts'
import { useRecentCommands } from './recent-commands.ts'
import type { CommandSearch } from './use-command-search.ts'
import { useCommandSearch } from './use-command-search.ts'

const command = (label: string, detail?: string): Command => ({
  id: label,
  label,
  run: () => undefined,
  ...(detail !== undefined && { detail }),
})

const pages = ['Calls', 'Queues', 'Call log'].map((label) => command(label))

const local: CommandProvider = {
  id: 'pages',
  label: 'Pages',
  search: (query) => matchCommands(pages, query),
}

let scope = effectScope(true)

function start(providers: CommandProvider[], recent: RecentCommand[] = []): CommandSearch {
  return scope.run(() =>
    useCommandSearch({
      providers: () => providers,
      recent: () => recent,
      recentLabel: () => 'Recent',
    }),
  )!
}

const shown = ({ groups }: CommandSearch): [string, string, string[]][] =>
  groups.value.map(({ label, state, commands }) => [label, state, commands.map(({ id }) => id)])

beforeEach(() => {
  scope = effectScope(true)
  vi.useFakeTimers()
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
  localStorage.clear()
})

describe('finding commands', () => {
  test('asks local providers at once', async () => {
    const search = start([local])
    search.search('call')
    await vi.advanceTimersByTimeAsync(0)
    expect(shown(search)).toEqual([['Pages', 'found', ['Calls', 'Call log']]])
  })

  test('asks remote ones when typing pauses, once', async () => {
    const ask = vi.fn<CommandProvider['search']>(() => [command('Ada')])
    const search = start([{ id: 'people', label: 'People', remote: true, search: ask }])
    for (const query of ['a', 'ad', 'ada ']) {
      search.search(query)
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(ask).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(50)
    expect(ask.mock.calls.map(([query]) => query)).toEqual(['ada'])
    expect(shown(search)).toEqual([['People', 'found', ['Ada']]])
  })

  test('drops a late answer to an earlier query, and tells the provider to stop', async () => {
    const answers = new Map<string, (found: Command[]) => void>()
    const signals: AbortSignal[] = []
    const slow: CommandProvider = {
      id: 'slow',
      label: 'Slow',
      search: (query, signal) => {
        signals.push(signal)
        return new Promise((resolve) => answers.set(query, resolve))
      },
    }
    const search = start([slow])
    search.search('a')
    search.search('ab')
    answers.get('ab')!([command('AB')])
    answers.get('a')!([command('A')])
    await vi.advanceTimersByTimeAsync(0)
    expect(shown(search)).toEqual([['Slow', 'found', ['AB']]])
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false])
  })

  test('keeps the last answer in sight while the next is on its way', async () => {
    const people: CommandProvider = {
      id: 'people',
      label: 'People',
      remote: true,
      search: (query) => [command(query)],
    }
    const search = start([people])
    search.search('a')
    await vi.advanceTimersByTimeAsync(150)
    search.search('ab')
    expect(shown(search)).toEqual([['People', 'pending', ['a']]])
  })

  test('says which provider failed and shows the others', async () => {
    const broken: CommandProvider = {
      id: 'broken',
      label: 'Numbers',
      search: () => Promise.reject(new Error('out of order')),
    }
    const thrower: CommandProvider = {
      ...broken,
      id: 'thrower',
      label: 'Flows',
      search: () => {
        throw new Error('out of order')
      },
    }
    const search = start([broken, local, thrower])
    search.search('queues')
    await vi.advanceTimersByTimeAsync(0)
    expect(shown(search)).toEqual([
      ['Numbers', 'failed', []],
      ['Pages', 'found', ['Queues']],
      ['Flows', 'failed', []],
    ])
  })

  test('stops asking when its scope ends', async () => {
    const ask = vi.fn<CommandProvider['search']>(() => [])
    start([{ id: 'people', label: 'People', remote: true, search: ask }]).search('a')
    scope.stop()
    await vi.advanceTimersByTimeAsync(1000)
    expect(ask).not.toHaveBeenCalled()
  })
})

describe('before anything is typed', () => {
  test('shows what was used last, in that order, then what local providers offer', async () => {
    const people: CommandProvider = {
      id: 'people',
      label: 'People',
      remote: true,
      search: () => Promise.reject(new Error('not to be asked')),
      recall: (ids) => ids.map((id) => command(id)),
    }
    const search = start(
      [local, people],
      [
        { provider: 'people', command: 'Ada' },
        { provider: 'pages', command: 'Queues' },
        { provider: 'pages', command: 'A page that is gone' },
      ],
    )
    search.search('')
    await vi.advanceTimersByTimeAsync(1000)
    expect(shown(search)).toEqual([
      ['Recent', 'found', ['Ada', 'Queues']],
      ['Pages', 'found', ['Calls', 'Queues', 'Call log']],
    ])
  })
})

describe('recent commands', () => {
  test('are the last six, each once, and hold nothing but ids', () => {
    const recent = scope.run(() => useRecentCommands('test.recent'))!
    for (const id of ['1', '2', '3', '4', '5', '6', '7', '3']) {
      recent.add({ provider: 'people', command: id })
    }
    expect(recent.list.value.map((used) => used.command)).toEqual(['3', '7', '6', '5', '4', '2'])
    const again = scope.run(() => useRecentCommands('test.recent'))!
    expect(again.list.value).toEqual(recent.list.value)
  })

  test.each(['nonsense', '{}', '[1,null,{"provider":"x"}]'])(
    'are none where the store says %s',
    (stored) => {
      localStorage.setItem('test.recent', stored)
      expect(scope.run(() => useRecentCommands('test.recent'))!.list.value).toEqual([])
    },
  )
})

describe('matching', () => {
  const people = [
    command('Jürgen Müller', 'Extension 204'),
    command('Ulla Mundt'),
    command('Zoë Ångström', 'Support'),
  ]
  const found = (query: string): string[] => matchCommands(people, query).map(({ id }) => id)

  test('finds without accents, without case, in any order of the words', () => {
    expect(found('muller jur')).toEqual(['Jürgen Müller'])
    expect(found('ANGSTROM')).toEqual(['Zoë Ångström'])
  })

  test('looks into the detail too, and puts beginnings of words first', () => {
    expect(found('204')).toEqual(['Jürgen Müller'])
    expect(found('ull')).toEqual(['Ulla Mundt', 'Jürgen Müller'])
  })

  test('finds everything for nothing and nothing for nonsense', () => {
    expect(found('')).toHaveLength(3)
    expect(found('xyz')).toEqual([])
  })
})
