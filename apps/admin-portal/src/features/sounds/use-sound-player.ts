import { errorWords } from '@iris/app-frame'
import { useToasts } from '@iris/ui'
import { onScopeDispose, ref } from 'vue'
import type { Ref } from 'vue'
import { soundWords } from './sound-words.ts'

/** Plays one sound of a list at a time. */
export function useSoundPlayer(): {
  /** Which is being played, or loaded for it. */
  readonly playing: Readonly<Ref<string | undefined>>
  play(id: string, name: string, load: () => Promise<Blob>): Promise<void>
  stop(): void
} {
  const toasts = useToasts()
  const playing = ref<string>()
  let audio: HTMLAudioElement | undefined

  function stop(): void {
    audio?.pause()
    if (audio) URL.revokeObjectURL(audio.src)
    audio = undefined
    playing.value = undefined
  }

  async function play(id: string, name: string, load: () => Promise<Blob>): Promise<void> {
    stop()
    playing.value = id
    try {
      const address = URL.createObjectURL(await load())
      if (playing.value !== id) return URL.revokeObjectURL(address)
      audio = new Audio(address)
      audio.addEventListener('ended', stop, { once: true })
      await audio.play()
    } catch (error) {
      if (playing.value !== id) return
      stop()
      const title = soundWords('notPlayed', { name })
      toasts.show({ tone: 'stop', title, description: errorWords(error) })
    }
  }

  onScopeDispose(stop)
  return { playing, play, stop }
}
