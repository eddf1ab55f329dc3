import { useAnnounce } from '@iris/ui'
import type { ComputedRef, Ref } from 'vue'
import { computed, nextTick, onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { CanvasState } from './canvas-context.ts'
import { noPreview } from './canvas-context.ts'
import { canvasWords } from './canvas-words.ts'
import type { CanvasBlock, CanvasExit } from './graph/canvas-graph.ts'
import { entryOf } from './graph/block-shape.ts'
import { targetsFrom, walked } from './graph/walk.ts'
import type { Direction } from './graph/walk.ts'

interface ConnectOption {
  readonly id: string
  readonly label: string
  readonly detail: string
  readonly kind: 'exit' | 'block' | 'new' | 'nowhere'
}

export interface UseConnecting {
  /** The block whose exit is being wired. */
  readonly block: ComputedRef<CanvasBlock | undefined>
  readonly question: ComputedRef<string>
  readonly query: Ref<string>
  readonly options: ComputedRef<readonly ConnectOption[]>
  readonly at: Readonly<Ref<number>>
  readonly step: (by: number) => void
  /** Walks the wires from the block pointed at, as the arrow keys do on the canvas. @returns whether there was one */
  readonly walk: (direction: Direction) => boolean
  readonly choose: (option: ConnectOption | undefined) => void
  readonly cancel: () => void
}

/** More are not read through; one types a letter. */
const mostShown = 50

/** Wires an exit by keyboard: which exit, then which block; each step is said, and shown as a wire. */
export function useConnecting(state: CanvasState): UseConnecting {
  const { scene, connecting, preview, wishes } = state
  const announce = useAnnounce()
  const query = ref('')
  const at = shallowRef(0)

  const block = computed(() => scene.value.graph.blocks.get(connecting.value?.from ?? ''))
  const exit = computed(() => block.value?.exits.find(({ id }) => id === connecting.value?.exit))
  const question = computed(() =>
    exit.value
      ? canvasWords('connect.target', { exit: exit.value.title })
      : canvasWords('connect.exit'),
  )
  const options = computed<readonly ConnectOption[]>(() => {
    if (!block.value) return []
    return exit.value
      ? targetOptions(state, block.value.id, exit.value, query.value)
      : exitOptions(state, block.value, query.value)
  })

  watch([() => connecting.value?.exit, query], () => {
    at.value = 0
  })
  watch(
    question,
    (words) => {
      query.value = ''
      announce(words)
    },
    { immediate: true },
  )
  watch([at, options], show, { immediate: true })
  onScopeDispose(() => {
    preview.value = noPreview
  })

  function show(): void {
    const option = options.value[at.value]
    const target = option?.kind === 'block' ? scene.value.graph.blocks.get(option.id) : undefined
    const row = block.value?.exits.findIndex(({ id }) => id === exit.value?.id) ?? -1
    if (!block.value || !exit.value || !target || row < 0) {
      preview.value = noPreview
      return
    }
    preview.value = {
      kind: 'wire',
      from: block.value.id,
      exit: exit.value.id,
      row,
      to: entryOf(target),
      over: target.id,
    }
    state.view.reveal(target)
  }

  function close(words: string): void {
    const from = connecting.value?.from
    connecting.value = undefined
    announce(words)
    // The wire may have made a new graph: the focus goes to the block as it is then.
    if (from !== undefined) void nextTick(() => state.goTo(from))
  }

  function connectTo(target: CanvasBlock | undefined): void {
    if (!block.value || !exit.value) return
    wishes.connect(block.value.id, exit.value.id, target?.id ?? null)
    const gaps = { exit: exit.value.title, block: target?.title ?? '' }
    close(
      target
        ? canvasWords('connect.done', gaps)
        : canvasWords('connect.undone', { exit: gaps.exit }),
    )
  }

  function askForBlock(): void {
    if (!block.value || !exit.value) return
    const { id, x, y, width } = block.value
    wishes.insertAt({ at: { x: x + width + 96, y }, kind: null, from: id, exit: exit.value.id })
    connecting.value = undefined
  }

  return {
    block,
    question,
    query,
    options,
    at,
    step(by) {
      const count = options.value.length
      if (count > 0) at.value = (at.value + by + count) % count
    },
    walk(direction) {
      const option = options.value[at.value]
      const next = option?.kind === 'block' ? walked(scene.value, option.id, direction) : undefined
      const place = options.value.findIndex(({ kind, id }) => kind === 'block' && id === next)
      if (place >= 0) at.value = place
      return place >= 0
    },
    choose(option) {
      if (!option || !block.value) return
      if (option.kind === 'exit') connecting.value = { from: block.value.id, exit: option.id }
      else if (option.kind === 'new') askForBlock()
      else connectTo(scene.value.graph.blocks.get(option.kind === 'block' ? option.id : ''))
    },
    cancel: () => close(canvasWords('connect.cancelled')),
  }
}

function exitOptions({ scene }: CanvasState, block: CanvasBlock, query: string): ConnectOption[] {
  const wanted = query.trim().toLocaleLowerCase()
  return block.exits
    .filter(({ title }) => title.toLocaleLowerCase().includes(wanted))
    .map(({ id, title, target }) => {
      const led = target === null ? undefined : scene.value.graph.blocks.get(target)
      const detail = led
        ? canvasWords('connect.now', { block: led.title })
        : canvasWords('connect.unwired')
      return { kind: 'exit', id, label: title, detail }
    })
}

function targetOptions(
  { scene }: CanvasState,
  from: string,
  exit: CanvasExit,
  query: string,
): ConnectOption[] {
  const found = targetsFrom(scene.value, from, query).slice(0, mostShown)
  const blocks = found.map(({ id, title, kindTitle }): ConnectOption => ({
    kind: 'block',
    id,
    label: title,
    detail: kindTitle,
  }))
  if (query.trim() !== '') return blocks
  const fresh: ConnectOption = {
    kind: 'new',
    id: 'new',
    label: canvasWords('connect.newBlock'),
    detail: '',
  }
  const nowhere: ConnectOption = {
    kind: 'nowhere',
    id: 'nowhere',
    label: canvasWords('connect.nowhere'),
    detail: '',
  }
  return [...blocks, fresh, ...(exit.target === null ? [] : [nowhere])]
}
