import type { Refusal } from '@iris/softphone'
import { useNow } from '@iris/ui'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { useDeskStore } from '../desk/desk-store.ts'
import { stageOf } from '../desk/stage.ts'
import { usePhoneStore } from '../phone/phone-store.ts'

/** The contact in hand and what can be done with it; it outlives pages. */
export const useCallStore = defineStore('call', () => {
  const { phone } = usePhoneStore()
  const desk = useDeskStore()
  const now = useNow()

  const stage = computed(() =>
    stageOf({
      call: phone.call.value,
      state: desk.state,
      contact: desk.contact,
      now: () => now.value,
    }),
  )
  const keypadOpen = ref(false)
  const sentKeys = ref('')
  /** Why the last command was not carried out; a new object each time, so that it can be watched. */
  const refused = shallowRef<{ readonly why: Refusal }>()
  /** Where the contact's controls are: in the desk's own pane while that is in sight, else below the page. */
  const paneInSight = ref(false)

  watch(
    () => stage.value.kind,
    (kind) => {
      if (kind === 'call') return
      keypadOpen.value = false
      sentKeys.value = ''
    },
  )

  watch(
    () => stage.value.kind === 'offer' && stage.value.isAskedFor,
    (isTaken) => {
      if (isTaken) order(phone.accept())
    },
  )

  function order(refusal: Refusal | null): void {
    if (refusal) refused.value = { why: refusal }
  }

  function toggleMute(): void {
    if (stage.value.kind === 'call') order(phone.setMuted(!stage.value.call.muted))
  }

  function toggleHold(): void {
    if (stage.value.kind !== 'call') return
    const { hold } = stage.value.call
    if (hold === 'none') order(phone.hold())
    else if (hold === 'held') order(phone.resume())
  }

  function toggleKeypad(): void {
    if (stage.value.kind === 'call') keypadOpen.value = !keypadOpen.value
  }

  function press(key: string): void {
    const refusal = phone.sendKey(key)
    order(refusal)
    if (!refusal) sentKeys.value += key
  }

  return {
    stage,
    keypadOpen,
    sentKeys,
    refused,
    paneInSight,
    accept: () => order(phone.accept()),
    reject: () => order(phone.reject()),
    hangUp: () => order(phone.hangUp()),
    dial: (number: string) => order(phone.dial(number)),
    toggleMute,
    toggleHold,
    toggleKeypad,
    press,
  }
})
