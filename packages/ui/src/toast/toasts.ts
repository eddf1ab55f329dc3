import type { Ref } from 'vue'
import { onScopeDispose, shallowRef } from 'vue'
import type { Tone } from '../badge/tone.ts'
import { createContext } from '../context/create-context.ts'

export interface ToastOptions {
  /** What happened, in one line: "Number released". */
  title: string
  description?: string
  tone?: Tone
  /** The way back, or on: "Undo", "Show". The toast leaves once it is taken. */
  action?: { label: string; run: () => void }
  /**
   * How long it stays, in milliseconds; `Infinity` until it is closed. By default 6 s, 10 s with an action,
   * and for `stop`, which tells of a failure, until it is closed.
   */
  durationMs?: number
}

export interface Toast extends ToastOptions {
  id: number
}

export interface Toasts {
  list: Readonly<Ref<readonly Toast[]>>
  /** @returns takes the toast away again */
  show: (options: ToastOptions) => () => void
  dismiss: (id: number) => void
  /** Nobody loses a toast while reading it: time stands still under the pointer and the focus. */
  pause: () => void
  resume: () => void
}

const mostAtOnce = 4

export const toastContext = createContext<Toasts>('UiRoot')

/** @throws outside a UiRoot, which shows the toasts */
export function useToasts(): Toasts {
  return toastContext.use('useToasts')
}

/** For App.vue, which stands above UiRoot and wants to show toasts itself. Call it in its setup. */
export function provideToasts(): Toasts {
  return toastContext.provide(createToasts())
}

interface Clock {
  remainingMs: number
  startedAt: number
  timer: ReturnType<typeof setTimeout> | undefined
}

/** The toasts on the screen, oldest first, and their clocks. Ends with the scope it is made in. */
export function createToasts(): Toasts {
  const list = shallowRef<readonly Toast[]>([])
  const clocks = new Map<number, Clock>()
  let paused = false
  let lastId = 0

  function dismiss(id: number): void {
    clearTimeout(clocks.get(id)?.timer)
    clocks.delete(id)
    list.value = list.value.filter((toast) => toast.id !== id)
  }

  function start(id: number, clock: Clock): void {
    if (clock.remainingMs === Infinity) return
    clock.startedAt = Date.now()
    clock.timer = setTimeout(() => dismiss(id), clock.remainingMs)
  }

  function show(options: ToastOptions): () => void {
    const id = ++lastId
    const clock: Clock = { remainingMs: durationOf(options), startedAt: 0, timer: undefined }
    clocks.set(id, clock)
    list.value = [...list.value, { ...options, id }]
    const [oldest] = list.value
    if (oldest && list.value.length > mostAtOnce) dismiss(oldest.id)
    if (!paused) start(id, clock)
    return () => dismiss(id)
  }

  function pause(): void {
    if (paused) return
    paused = true
    for (const clock of clocks.values()) {
      clearTimeout(clock.timer)
      if (clock.timer !== undefined) clock.remainingMs -= Date.now() - clock.startedAt
      clock.timer = undefined
    }
  }

  function resume(): void {
    if (!paused) return
    paused = false
    for (const [id, clock] of clocks) start(id, clock)
  }

  onScopeDispose(() => clocks.forEach((clock) => clearTimeout(clock.timer)))
  return { list, show, dismiss, pause, resume }
}

function durationOf({ durationMs, tone, action }: ToastOptions): number {
  if (durationMs !== undefined) return durationMs
  if (tone === 'stop') return Infinity
  return action ? 10_000 : 6_000
}
