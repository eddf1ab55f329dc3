import { useStored } from '@iris/ui'
import type { Ref } from 'vue'

/** What somebody has chosen for this browser's audio. `''` is the browser's default. */
export interface DeviceSettings {
  readonly microphone: Ref<string>
  readonly speaker: Ref<string>
  readonly ring: Ref<string>
  /** Echo cancellation, noise suppression and gain control, all three. */
  readonly processing: Ref<boolean>
  /** A notification of the system's when it rings while the page is not looked at. */
  readonly notify: Ref<boolean>
}

export function useDeviceSettings(): DeviceSettings {
  const text = (key: string) => useStored<string>(`iris.agent.${key}`, '', String)
  const flag = (key: string) => useStored<boolean>(`iris.agent.${key}`, true, (t) => t !== 'false')
  return {
    microphone: text('microphone'),
    speaker: text('speaker'),
    ring: text('ring-device'),
    processing: flag('voice-processing'),
    notify: flag('notify'),
  }
}
