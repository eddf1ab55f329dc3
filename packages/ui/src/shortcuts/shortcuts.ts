import { computed } from 'vue'
import { useStored } from '../browser/use-stored.ts'
import type { Keys } from '../kbd/keys.ts'
import { currentPlatform } from '../kbd/keys.ts'
import { canonicalKeys, isTypable, pressedKeys } from './chord.ts'

/** A thing that keys can do. Texts may be functions, for apps whose language changes. */
export interface ShortcutDefinition {
  label: string | (() => string)
  /** The heading it is listed under. */
  group: string | (() => string)
  /** The keys it has until somebody chooses others: `Ctrl+Shift+A`, `Alt+J`, `?`. */
  keys: Keys
  /** Goes on while the keys are held, as moving through a list does. */
  repeats?: boolean
}

export type ShortcutAction = () => void

export interface Shortcuts<Id extends string> {
  ids: readonly Id[]
  definitions: Readonly<Record<Id, ShortcutDefinition>>
  /** The keys of a shortcut now. Reactive. */
  keysOf: (id: Id) => Keys
  /** Who else has these keys. */
  holderOf: (keys: Keys, besides: Id) => Id | undefined
  /** Gives a shortcut other keys, and remembers them. */
  remap: (id: Id, keys: Keys) => void
  isRemapped: (id: Id) => boolean
  /** Gives a shortcut, or all of them, their first keys back. */
  reset: (id?: Id) => void
  /** Says what a shortcut does, until the answer is called. The latest to say so is asked. */
  on: (id: Id, action: ShortcutAction) => () => void
  /** Acts on a key press, if it is one of ours. @returns whether it was */
  handle: (event: KeyboardEvent) => boolean
}

/**
 * The shortcuts of an app. Make them once, in a module; `useShortcutKeys` makes them listen,
 * `useShortcuts` says what they do.
 */
export function createShortcuts<Id extends string>(
  definitions: Readonly<Record<Id, ShortcutDefinition>>,
  { storageKey }: { storageKey: string },
): Shortcuts<Id> {
  const ids = Object.keys(definitions).filter((id): id is Id => id in definitions)
  const platform = currentPlatform()
  const remapped = useStored(storageKey, new Map<Id, Keys>(), parseFor(ids), print)
  const actions = new Map<Id, ShortcutAction[]>()

  const keysOf = (id: Id): Keys => remapped.value.get(id) ?? canonicalKeys(definitions[id].keys)
  const byKeys = computed(() => new Map(ids.map((id) => [keysOf(id), id])))

  function remap(id: Id, keys: Keys): void {
    remapped.value = new Map(remapped.value).set(id, canonicalKeys(keys))
  }

  function reset(id?: Id): void {
    const rest = new Map(id === undefined ? [] : remapped.value)
    if (id !== undefined) rest.delete(id)
    remapped.value = rest
  }

  function on(id: Id, action: ShortcutAction): () => void {
    actions.set(id, [...(actions.get(id) ?? []), action])
    return () => actions.set(id, actions.get(id)?.filter((other) => other !== action) ?? [])
  }

  function handle(event: KeyboardEvent): boolean {
    if (event.defaultPrevented || event.isComposing || isAltGraph(event)) return false
    const keys = pressedKeys(event, platform)
    const id = keys === undefined ? undefined : byKeys.value.get(keys)
    if (keys === undefined || id === undefined) return false
    if (isTypable(keys) && takesTyping(event.target)) return false
    if (event.repeat && definitions[id].repeats !== true) return false
    const action = actions.get(id)?.at(-1)
    if (!action) return false
    event.preventDefault()
    action()
    return true
  }

  return {
    ids,
    definitions,
    keysOf,
    holderOf: (keys, besides) =>
      ids.find((id) => id !== besides && keysOf(id) === canonicalKeys(keys)),
    remap,
    isRemapped: (id) => remapped.value.has(id),
    reset,
    on,
    handle,
  }
}

/** AltGr types the third sign of a key, and on Windows looks like Ctrl+Alt. */
function isAltGraph(event: KeyboardEvent): boolean {
  return event.ctrlKey && event.altKey && event.getModifierState('AltGraph')
}

/** Whether a plain key pressed here means something already: a letter in a field, a choice in a list. */
function takesTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  const elsewhere = '[role=dialog], [role=alertdialog], [role=menu], [role=listbox]'
  if (target.isContentEditable || target.closest(elsewhere)) return true
  if (target instanceof HTMLInputElement)
    return !['checkbox', 'radio', 'button'].includes(target.type)
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
}

function parseFor<Id extends string>(ids: readonly Id[]): (stored: string) => Map<Id, Keys> {
  return (stored) => {
    try {
      const parsed: unknown = JSON.parse(stored)
      const entries = Object.entries(typeof parsed === 'object' && parsed !== null ? parsed : {})
      return new Map(
        ids.flatMap((id) => {
          const keys: unknown = entries.find(([name]) => name === id)?.[1]
          return typeof keys === 'string' ? [[id, canonicalKeys(keys)]] : []
        }),
      )
    } catch {
      return new Map()
    }
  }
}

function print(remapped: ReadonlyMap<string, Keys>): string {
  return JSON.stringify(Object.fromEntries(remapped))
}
