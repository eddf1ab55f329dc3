import type { FlowStep } from '@iris/contracts'
import type { ComputedRef, Ref } from 'vue'
import { computed, onScopeDispose, ref, watch } from 'vue'
import { momentAt, type ReplayMoment, stayMs } from './replay.ts'

interface Replay {
  /** The step that is shown, from 0. */
  readonly place: Ref<number>
  readonly isPlaying: Readonly<Ref<boolean>>
  readonly moment: ComputedRef<ReplayMoment | undefined>
  /** Plays on from here, or from the beginning once it is at the end. */
  readonly play: () => void
  readonly pause: () => void
  /** Goes there and stays. */
  readonly goTo: (place: number) => void
}

/** A run step by step, by hand or by itself. */
export function useReplay(steps: () => readonly FlowStep[]): Replay {
  const place = ref(0)
  const isPlaying = ref(false)
  const last = computed(() => Math.max(0, steps().length - 1))
  let timer: ReturnType<typeof setTimeout> | undefined

  function pause(): void {
    clearTimeout(timer)
    isPlaying.value = false
  }
  function wait(): void {
    const step = steps()[place.value]
    if (step === undefined || place.value >= last.value) return pause()
    timer = setTimeout(() => {
      place.value += 1
      wait()
    }, stayMs(step))
  }
  watch(steps, () => {
    pause()
    place.value = Math.min(place.value, last.value)
  })
  onScopeDispose(pause)

  return {
    place,
    isPlaying,
    moment: computed(() => momentAt(steps(), place.value)),
    play: () => {
      clearTimeout(timer)
      if (place.value >= last.value) place.value = 0
      isPlaying.value = true
      wait()
    },
    pause,
    goTo: (to) => {
      pause()
      place.value = Math.min(Math.max(0, to), last.value)
    },
  }
}
