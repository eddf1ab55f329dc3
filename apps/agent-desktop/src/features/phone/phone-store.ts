import { ApiError, useApi } from '@iris/api-client'
import type { Api } from '@iris/api-client'
import { isBusy, SignedOutError, useSoftphone } from '@iris/softphone'
import type { PhoneCredentials, Processing } from '@iris/softphone'
import { defineStore } from 'pinia'
import { computed, markRaw, watch } from 'vue'
import { useDeviceSettings } from './device-settings.ts'
import { usePhoneTab } from './phone-tab.ts'

/** The one telephone of this desk: it outlives pages, and rings in one tab only. */
export const usePhoneStore = defineStore('phone', () => {
  const api = useApi()
  const settings = useDeviceSettings()
  const tab = usePhoneTab()
  const phone = useSoftphone({
    credentials: () => mintCredentials(api),
    microphone: {
      deviceId: settings.microphone.value || null,
      processing: processingOf(settings.processing.value),
    },
    speaker: {
      voiceDeviceId: settings.speaker.value || null,
      ringDeviceId: settings.ring.value || null,
    },
  })

  watch(settings.microphone, (id) => phone.chooseMicrophone(id || null))
  watch(settings.speaker, (id) => phone.chooseVoiceDevice(id || null))
  watch(settings.ring, (id) => phone.chooseRingDevice(id || null))
  watch(settings.processing, (isOn) => phone.setProcessing(processingOf(isOn)))
  watch(tab.holder, (holder) => {
    if (holder === 'here') void phone.start()
    else phone.stop()
  })

  /** Whether calls can reach the agent: here, or in the tab that has the phone. */
  const isReady = computed(
    () => phone.line.value.kind === 'registered' || tab.holder.value === 'elsewhere',
  )
  const isConnecting = computed(() => ['offline', 'connecting'].includes(phone.line.value.kind))
  const busy = computed(() => isBusy(phone.call.value))

  /** Switches the phone on for the signed-in agent, or off. */
  function power(isOn: boolean): void {
    if (isOn) return tab.ask()
    phone.stop()
    tab.release()
  }

  return {
    phone: markRaw(phone),
    settings: markRaw(settings),
    holder: tab.holder,
    takeOver: tab.take,
    isReady,
    isConnecting,
    busy,
    power,
  }
})

async function mintCredentials(api: Api): Promise<PhoneCredentials> {
  try {
    const { webSocketPath, ...credentials } = await api.send('mintSoftphone')
    return { ...credentials, webSocketUrl: webSocketUrl(webSocketPath, window.location) }
  } catch (error) {
    const isOver = error instanceof ApiError && error.code === 'session_ended'
    throw isOver ? new SignedOutError('the session has ended', { cause: error }) : error
  }
}

/** `ws:` where the page is `http:`, `wss:` where it is `https:`. */
export function webSocketUrl(path: string, page: Pick<Location, 'protocol' | 'host'>): string {
  return `${page.protocol === 'https:' ? 'wss:' : 'ws:'}//${page.host}${path}`
}

function processingOf(isOn: boolean): Processing {
  return { echoCancellation: isOn, noiseSuppression: isOn, autoGainControl: isOn }
}
