import { onScopeDispose, readonly, ref } from 'vue'
import type { Ref } from 'vue'

const toneAddress = '/audio/ring.wav'

/** Plays the ring tone once on a device: to hear where it rings and how loudly, or for what does not ring by itself. */
export function useRingTone(): {
  readonly playing: Readonly<Ref<boolean>>
  /** `''` is the browser's own device. */
  play(deviceId: string): void
  stop(): void
} {
  const playing = ref(false)
  let audio: HTMLAudioElement | undefined

  function stop(): void {
    audio?.pause()
    audio = undefined
    playing.value = false
  }

  async function start(sound: HTMLAudioElement, deviceId: string): Promise<void> {
    // A device that has gone is no reason for silence: then it is heard where everything is.
    if (deviceId !== '') await sound.setSinkId?.(deviceId).catch(() => undefined)
    await sound.play().catch(() => {
      if (sound === audio) stop()
    })
  }

  onScopeDispose(stop)
  return {
    playing: readonly(playing),
    play(deviceId) {
      stop()
      const sound = new Audio(toneAddress)
      audio = sound
      playing.value = true
      sound.addEventListener('ended', () => {
        if (sound === audio) stop()
      })
      void start(sound, deviceId)
    },
    stop,
  }
}
