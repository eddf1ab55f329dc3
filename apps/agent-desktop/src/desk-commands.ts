import { listProvider, useSession } from '@iris/app-frame'
import { queries, useApi } from '@iris/api-client'
import type { Command, CommandProvider } from '@iris/ui'
import { StatusDot, matchCommands } from '@iris/ui'
import { readTarget } from '@iris/softphone'
import { Phone, UserRound, UsersRound } from '@lucide/vue'
import { useQueryCache } from '@pinia/colada'
import { h } from 'vue'
import { useRouter } from 'vue-router'
import { useCallStore } from './features/call/call-store.ts'
import { callWords } from './features/call/call-words.ts'
import { deskWords } from './features/desk/desk-words.ts'
import { useDeskStore } from './features/desk/desk-store.ts'
import { usePhoneStore } from './features/phone/phone-store.ts'
import { queuesWords } from './features/queues/queues-words.ts'
import { atWork, away, gone } from './features/state/state-choices.ts'
import { hueOf, nameOf, stateWords } from './features/state/state-words.ts'

/** What the Ctrl+K box finds on the desk besides pages: states, queues, and agents for those who may see them. */
export function deskCommands(): readonly CommandProvider[] {
  const session = useSession()
  const desk = useDeskStore()
  const phone = usePhoneStore()
  const call = useCallStore()
  const router = useRouter()
  const api = useApi()
  const cache = useQueryCache()

  function states(): Command[] {
    if (!session.may('phone:use')) return []
    const choices = phone.isReady ? [atWork, ...away, gone] : [...away, gone]
    return choices.map(({ key, next }) => ({
      id: key,
      label: nameOf(next),
      // In an element of its own: lists give their icons a colour, and this one has a meaning.
      icon: () => h('span', { class: 'flex' }, h(StatusDot, { hue: hueOf[next.kind] })),
      run: () => void desk.choose(next),
    }))
  }

  async function queues(): Promise<Command[]> {
    const { data } = await cache.refresh(cache.ensure(queries.queues(api)))
    return (data?.items ?? []).map(({ id, name }) => ({
      id,
      label: name,
      icon: UsersRound,
      run: () => void router.push('/queues'),
    }))
  }

  async function agents(): Promise<Command[]> {
    const { data } = await cache.refresh(cache.ensure(queries.agents(api)))
    return (data?.items ?? []).map(({ id, name, state }) => ({
      id,
      label: name,
      detail: nameOf(state),
      icon: UserRound,
      run: () => void router.push({ path: '/floor', query: { search: name } }),
    }))
  }

  /** A number that was typed: the box offers to call it. */
  function numbers(query: string): Command[] {
    const number = readTarget(query)
    const isNumber = number !== undefined && /^\+?\d{5,}$/.test(number)
    if (!isNumber || phone.phone.line.value.kind !== 'registered') return []
    const label = callWords('dial.command', { number: query.trim() })
    return [{ id: number, label, icon: Phone, run: () => call.dial(number) }]
  }

  return [
    ...(session.may('calls:place')
      ? [
          {
            id: 'dial',
            label: callWords('dial.commands'),
            search: numbers,
            recall: (ids: readonly string[]) => ids.flatMap(numbers),
          },
        ]
      : []),
    listProvider('states', stateWords('menu.now'), states),
    ...(session.may('queues:read') ? [fetched('queues', queuesWords('title'), queues)] : []),
    ...(session.may('agents:read') ? [fetched('agents', deskWords('agents'), agents)] : []),
  ]
}

function fetched(id: string, label: string, all: () => Promise<Command[]>): CommandProvider {
  return {
    id,
    label,
    search: async (query) => (query === '' ? [] : matchCommands(await all(), query)),
    recall: async (ids) => (await all()).filter((command) => ids.includes(command.id)),
  }
}
