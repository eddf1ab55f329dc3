import { errorWords } from '@iris/app-frame'
import { telephoneWords } from '@iris/app-frame/phone'
import type { EndCause } from '@iris/softphone'
import { useAnnounce, useToasts } from '@iris/ui'
import { watch } from 'vue'
import { useCallActions } from '../call/call-actions-store.ts'
import { useCallStore } from '../call/call-store.ts'
import { callWords } from '../call/call-words.ts'
import { causeWords } from '../call/cause-words.ts'
import { usePhoneStore } from '../phone/phone-store.ts'
import { phoneWords } from '../phone/phone-words.ts'
import { nameOf, stateWords } from '../state/state-words.ts'
import { owesDisposition } from './owes-disposition.ts'
import { useDeskStore } from './desk-store.ts'
import { deskWords } from './desk-words.ts'

/** Tells in passing what happened to the desk: what failed and the way back, calls that came to nothing, devices that changed. */
export function useDeskToasts(): void {
  tellFailures()
  tellActions()
  tellLostOffers()
  tellFailedCalls()
  tellDevices()
  tellStates()
}

function tellFailures(): void {
  const desk = useDeskStore()
  const call = useCallStore()
  const toasts = useToasts()
  watch(
    () => desk.failure,
    (failure) => {
      // A desk that could not be loaded says so in its own place.
      if (!failure || failure.what === 'load') return
      toasts.show({
        tone: 'stop',
        title: deskWords(`failed.${failure.what}`),
        description: errorWords(failure.error),
        action: { label: deskWords('failed.retry'), run: failure.again },
        durationMs: 12_000,
      })
    },
  )
  watch(
    () => call.refused,
    (refused) => {
      if (!refused) return
      toasts.show({
        tone: 'warning',
        title: callWords('notDone'),
        description: telephoneWords(`refusals.${refused.why}`),
      })
    },
  )
}

/** Actions the centre refused, and colleagues who did not come. */
function tellActions(): void {
  const actions = useCallActions()
  const toasts = useToasts()
  watch(
    () => actions.failure,
    (failure) => {
      if (!failure) return
      toasts.show({
        tone: 'warning',
        title: callWords('notDone'),
        description: errorWords(failure.error),
      })
    },
  )
  watch(
    () => actions.unanswered,
    (unanswered) => {
      if (!unanswered) return
      toasts.show({
        tone: 'warning',
        title: callWords('noAnswer', unanswered),
        description: callWords('noAnswerText'),
      })
    },
  )
}

/** Offers that ended without a talk: a talk's end is told by the wrap-up. */
function tellLostOffers(): void {
  const { phone } = usePhoneStore()
  const toasts = useToasts()
  watch(phone.call, (state, before) => {
    if (state.kind !== 'ended' || state.connectedAt !== null) return
    if (state.peer.direction !== 'incoming' || state.cause === 'you-declined') return
    const isKnown = before.kind === 'offered' || before.kind === 'connecting'
    if (isKnown) toasts.show(lostOffer(state.cause))
  })
}

/** Calls of the agent's own that nobody took: why, where it was not the agent who gave up. */
function tellFailedCalls(): void {
  const { phone } = usePhoneStore()
  const desk = useDeskStore()
  const toasts = useToasts()
  watch(phone.call, (state) => {
    if (state.kind !== 'ended' || state.connectedAt !== null) return
    if (state.peer.direction !== 'outgoing' || state.cause === 'you-cancelled') return
    toasts.show({
      tone: 'warning',
      title: callWords('dial.failed', { number: state.peer.target }),
      description: owesDisposition(desk.state, desk.contact)
        ? callWords('dial.sayFirst')
        : causeWords(state.cause),
    })
  })
}

function lostOffer(cause: EndCause) {
  switch (cause) {
    case 'caller-gave-up':
      return { title: callWords('offer.gaveUp') }
    case 'taken-elsewhere':
      return { title: callWords('offer.elsewhere') }
    case 'not-taken-in-time':
      return { title: callWords('offer.missed'), tone: 'warning' as const }
    default:
      return {
        title: callWords('offer.failed'),
        description: causeWords(cause),
        tone: 'stop' as const,
      }
  }
}

function tellDevices(): void {
  const { phone } = usePhoneStore()
  const toasts = useToasts()
  watch(phone.microphoneSwitch, (change) => {
    if (!change) return
    toasts.show({
      tone: change.why === 'unplugged' ? 'warning' : 'neutral',
      title: phoneWords(`problems.${change.why}`, { device: change.device.label }),
    })
  })
}

/** A screen reader hears what became of a choice; and whoever was set offline by a lost phone is told. */
function tellStates(): void {
  const desk = useDeskStore()
  const announce = useAnnounce()
  watch(
    () => desk.state,
    (state, before) => {
      if (!state || !before) return
      if (state.kind !== before.kind) announce(stateWords('menu.changed', { state: nameOf(state) }))
    },
  )
}
