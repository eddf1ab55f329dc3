import { useApi } from '@iris/api-client'
import { showTitleNotice } from '@iris/app-frame'
import { formatDuration, showKeys, useAnnounce } from '@iris/ui'
import { onScopeDispose, watch } from 'vue'
import { deskShortcuts } from '../../desk-shortcuts.ts'
import type { Stage } from '../desk/stage.ts'
import { usePhoneStore } from '../phone/phone-store.ts'
import { useCallStore } from './call-store.ts'
import { callWords } from './call-words.ts'

type OfferStage = Extract<Stage, { kind: 'offer' }>

/**
 * Calls the agent to a call that rings, wherever they look: said to screen readers, in the tab's title, and as a
 * notification of the system's while the page is in the background.
 */
export function useOfferAlert(): void {
  const api = useApi()
  const call = useCallStore()
  const { settings } = usePhoneStore()
  const announce = useAnnounce()
  let takeBack: (() => void) | undefined

  function raise({ contact }: OfferStage): void {
    const caller = contact.from.display || callWords('unknownCaller')
    const waitedMs = contact.waitingSince ? api.now() - Date.parse(contact.waitingSince) : 0
    const words = { caller, queue: contact.queue, time: formatDuration(waitedMs) }
    const keys = showKeys(deskShortcuts.keysOf('accept')).join(' ')
    announce(callWords('offer.spoken', { ...words, keys }), 'assertive')
    const restoreTitle = showTitleNotice(callWords('offer.tab', { caller }))
    const notification = settings.notify.value ? notify(words) : undefined
    takeBack = () => {
      restoreTitle()
      notification?.close()
    }
  }

  function lower(): void {
    takeBack?.()
    takeBack = undefined
  }

  watch(
    () => offerIn(call.stage)?.offeredAt,
    () => {
      lower()
      const offer = offerIn(call.stage)
      if (offer) raise(offer)
    },
    { immediate: true },
  )
  onScopeDispose(lower)
}

/** An offer that asks for a decision. */
function offerIn(stage: Stage): OfferStage | undefined {
  return stage.kind === 'offer' && !stage.isAskedFor ? stage : undefined
}

function notify(words: { caller: string; queue: string; time: string }): Notification | undefined {
  const mayNotify = typeof Notification !== 'undefined' && Notification.permission === 'granted'
  if (!mayNotify || document.hasFocus()) return undefined
  const notification = new Notification(callWords('from', words), {
    body: callWords('offer.notification', words),
    icon: '/icons/iris.svg',
    tag: 'iris-offer',
    requireInteraction: true,
  })
  notification.addEventListener('click', () => {
    window.focus()
    notification.close()
  })
  return notification
}
