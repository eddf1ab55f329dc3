import type { CallAction } from '@iris/contracts'
import { useApi } from '@iris/api-client'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { useDeskStore } from '../desk/desk-store.ts'
import { usePhoneStore } from '../phone/phone-store.ts'
import { useCallStore } from './call-store.ts'
import { callWords } from './call-words.ts'
import { partyName } from './party-name.ts'

/** What the agent can have done with the call by the centre: giving it away, and bringing a colleague in. */
export const useCallActions = defineStore('call-actions', () => {
  const api = useApi()
  const call = useCallStore()
  const desk = useDeskStore()
  const { phone } = usePhoneStore()

  /** Whether the box to find somebody is open. */
  const choosing = ref(false)
  /** What was asked for and not yet agreed to. */
  const pending = shallowRef<CallAction['kind']>()
  /** Why the last one was not done; a new object each time, so that it can be watched. */
  const failure = shallowRef<{ readonly error: unknown }>()
  /** A colleague or a number that was called and did not come; a new object each time. */
  const unanswered = shallowRef<{ readonly name: string }>()
  /** The parked call that was asked for and not yet agreed to. */
  const pickingUp = ref<string>()
  let cancelled = false

  const contact = computed(() =>
    call.stage.kind === 'call' && desk.contact?.callId === call.stage.contact.callId
      ? desk.contact
      : null,
  )
  /** Whether it is this user who talks with the caller: not a colleague they consult, nor a supervisor. */
  const isAgent = computed(() => contact.value?.part === 'agent')
  const consult = computed(() => (isAgent.value ? (contact.value?.consult ?? null) : null))
  /** What is done with a conference is done on its page. */
  const inConference = computed(() => contact.value?.inConference ?? false)
  const mayTransfer = computed(() => isAgent.value && !consult.value && !inConference.value)
  const mayRecord = computed(() => isAgent.value && !inConference.value)

  /** Whoever is one of several, or a guest in the call, leaves it by hanging up, and ends it for nobody else. */
  const endLabel = computed(() =>
    contact.value && (!isAgent.value || inConference.value)
      ? callWords('controls.leave')
      : undefined,
  )

  watch(mayTransfer, (may) => {
    if (!may) choosing.value = false
  })
  watch(consult, (is, was) => {
    const endedUnanswered = was?.state === 'ringing' && !is && contact.value
    if (endedUnanswered && !cancelled) unanswered.value = { name: partyName(was.party) }
    if (!is) cancelled = false
  })

  async function act(action: CallAction): Promise<void> {
    const id = contact.value?.callId
    if (id === undefined || pending.value) return
    pending.value = action.kind
    if (action.kind === 'cancel') cancelled = true
    // Who is on hold hears nobody: the colleague would not be heard.
    if (action.kind === 'consult') takeOffHold()
    try {
      await api.send('controlCall', { params: { id }, body: action })
      choosing.value = false
    } catch (error) {
      failure.value = { error }
    } finally {
      pending.value = undefined
    }
  }

  /** Takes a parked caller: this phone is rung, and answers by itself. */
  async function pickUp(id: string): Promise<void> {
    if (pickingUp.value !== undefined) return
    pickingUp.value = id
    try {
      await api.send('controlCall', { params: { id }, body: { kind: 'pick_up' } })
    } catch (error) {
      failure.value = { error }
    } finally {
      pickingUp.value = undefined
    }
  }

  function takeOffHold(): void {
    if (call.stage.kind === 'call' && call.stage.call.hold === 'held') phone.resume()
  }

  return {
    choosing,
    pending,
    failure,
    unanswered,
    contact,
    consult,
    mayTransfer,
    mayRecord,
    endLabel,
    pickingUp,
    pickUp,
    act,
  }
})
