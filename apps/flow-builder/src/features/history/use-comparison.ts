import type { FlowVersionSummary } from '@iris/contracts'
import type { Ref } from 'vue'
import { computed, shallowRef, watch } from 'vue'
import type { Side } from './flow-side.ts'

/** Which two are compared. */
interface Comparison {
  readonly from: Ref<Side | undefined>
  readonly to: Ref<Side | undefined>
  /** Shows what one of them changed: beside the version before it, or the draft beside the newest. */
  readonly show: (side: Side) => void
  readonly swap: () => void
}

/** What the draft changes at first; without a published version nothing can be compared with it but itself. */
export function useComparison(
  versions: () => readonly FlowVersionSummary[] | undefined,
): Comparison {
  const from = shallowRef<Side>()
  const to = shallowRef<Side>()
  const numbers = computed(() => versions()?.map(({ version }) => version))

  function show(side: Side): void {
    const all = numbers.value ?? []
    const older = side === 'draft' ? all[0] : all.find((number) => number < side)
    to.value = side
    from.value = older ?? side
  }
  watch(
    numbers,
    (all) => {
      if (all !== undefined && to.value === undefined) show('draft')
    },
    { immediate: true },
  )
  return {
    from,
    to,
    show,
    swap: () => {
      ;[from.value, to.value] = [to.value, from.value]
    },
  }
}
