import type {
  Agent,
  Channel,
  DeskContact,
  DispositionChoice,
  IrisEvent,
  NextState,
} from '@iris/contracts'
import { useApi } from '@iris/api-client'
import { useLiveEvents, useSession } from '@iris/app-frame'
import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowRef } from 'vue'
import { withWish } from './agent-wish.ts'

/** Why something the agent asked for did not come to be. */
export interface DeskFailure {
  readonly what: 'state' | 'channels' | 'finish' | 'extend' | 'disposition' | 'load'
  readonly error: unknown
  readonly again: () => void
}

/** Whether a contact that is no call came into this agent's hands, or left them. */
function isOwnWork({ payload }: IrisEvent, userId: string | undefined): boolean {
  if (!('contactId' in payload) || !('agentId' in payload)) return false
  const isCall = 'channel' in payload && payload.channel === 'voice'
  return !isCall && payload.agentId === userId
}

/** The agent's state and the contact in hand, as the backend has them: presence outlives pages. */
export const useDeskStore = defineStore('desk', () => {
  const api = useApi()
  const session = useSession()
  const live = useLiveEvents()
  const known = shallowRef<Agent>()
  const contact = shallowRef<DeskContact | null>(null)
  /** What the agent chose and the backend has yet to agree to. */
  const wish = shallowRef<{ readonly next: NextState; readonly at: string }>()
  const failure = shallowRef<DeskFailure>()
  /** Counts what was heard of the agent, so that an older answer does not overwrite it. */
  let heard = 0
  let reading: Promise<void> | undefined
  let isStale = false

  const state = computed(() =>
    known.value && wish.value ? withWish(known.value.state, wish.value) : known.value?.state,
  )

  function take(next: Agent): void {
    heard += 1
    known.value = next
    if (failure.value?.what === 'load') failure.value = undefined
    if (!('callId' in next.state)) contact.value = null
    else if (contact.value?.callId !== next.state.callId) void refresh()
  }

  /** Reads the desk; asked again meanwhile, once more afterwards. */
  function refresh(): Promise<void> {
    isStale = true
    reading ??= readWhileStale().finally(() => {
      reading = undefined
    })
    return reading
  }

  async function readWhileStale(): Promise<void> {
    while (isStale) {
      isStale = false
      await read()
    }
  }

  async function read(): Promise<void> {
    const before = heard
    try {
      const desk = await api.send('getDesk')
      if (before !== heard) {
        isStale = true
        return
      }
      known.value = desk.agent
      contact.value = desk.contact
      if (failure.value?.what === 'load') failure.value = undefined
    } catch (error) {
      failure.value = { what: 'load', error, again: () => void refresh() }
    }
  }

  async function choose(next: NextState): Promise<void> {
    const mine = { next, at: new Date(api.now()).toISOString() }
    wish.value = mine
    failure.value = undefined
    try {
      take(await api.send('setState', { body: next }))
    } catch (error) {
      failure.value = { what: 'state', error, again: () => void choose(next) }
    } finally {
      if (wish.value === mine) wish.value = undefined
    }
  }

  async function afterCall(what: 'finish' | 'extend'): Promise<void> {
    failure.value = undefined
    try {
      take(await api.send(what === 'finish' ? 'finishWrapUp' : 'extendWrapUp'))
    } catch (error) {
      failure.value = { what, error, again: () => void afterCall(what) }
    }
  }

  /** What the agent wants to be offered. */
  async function chooseChannels(channels: readonly Channel[]): Promise<void> {
    failure.value = undefined
    try {
      take(await api.send('setChannels', { body: { channels: [...channels] } }))
    } catch (error) {
      failure.value = { what: 'channels', error, again: () => void chooseChannels(channels) }
    }
  }

  /** What came of the contact in hand. */
  async function chooseDisposition(choice: DispositionChoice): Promise<void> {
    const about = contact.value
    if (!about) return
    failure.value = undefined
    contact.value = { ...about, disposition: choice }
    try {
      const params = { contactId: about.callId }
      await api.send('chooseDisposition', { params, body: choice })
    } catch (error) {
      if (contact.value?.callId === about.callId) contact.value = about
      failure.value = { what: 'disposition', error, again: () => void chooseDisposition(choice) }
    }
  }

  onScopeDispose(
    live.onAny((event) => {
      if (event.type === 'agent.state_changed') {
        if (event.payload.agent.id === session.me.value?.user.id) take(event.payload.agent)
      } else if ('callId' in event.payload && event.payload.callId === contact.value?.callId) {
        void refresh()
      } else if (isOwnWork(event, session.me.value?.user.id)) {
        void refresh()
      }
    }),
  )
  onScopeDispose(live.onFresh(() => void refresh()))

  return {
    state,
    /** Contacts in hand beside calls. */
    work: computed(() => known.value?.work ?? []),
    channels: computed(() => known.value?.channels ?? []),
    contact,
    failure,
    refresh,
    choose,
    chooseChannels,
    chooseDisposition,
    finishWrapUp: () => afterCall('finish'),
    extendWrapUp: () => afterCall('extend'),
  }
})
