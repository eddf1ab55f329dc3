import { useApi } from '@iris/api-client'
import { onBeforeUnmount, onMounted } from 'vue'

/** Well below the time for which a beat is believed. */
const everyMs = 15_000

/**
 * Says again and again that this browser is there, and once that it leaves. A browser that is asleep or closed says nothing:
 * after a while its agent is offline, and nothing more is offered to them.
 */
export function useHeartbeat(): void {
  const api = useApi()
  const tabId = crypto.randomUUID()
  let timer: ReturnType<typeof setInterval> | undefined

  function beat(leaving = false): void {
    // The next one comes soon; what the network lacks is told by the phone and the event stream.
    api.send('beat', { body: { tabId, leaving } }).catch(() => undefined)
  }

  const onLeave = (): void => beat(true)
  const onBack = (): void => {
    if (document.visibilityState === 'visible') beat()
  }

  onMounted(() => {
    beat()
    timer = setInterval(() => beat(), everyMs)
    addEventListener('pagehide', onLeave)
    // Timers stand still in a machine that sleeps: whoever is back says so at once.
    document.addEventListener('visibilitychange', onBack)
  })
  onBeforeUnmount(() => {
    clearInterval(timer)
    removeEventListener('pagehide', onLeave)
    document.removeEventListener('visibilitychange', onBack)
    beat(true)
  })
}
