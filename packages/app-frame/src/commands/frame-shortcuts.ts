import { createShortcuts } from '@iris/ui'
import type { Keys, ShortcutAction, ShortcutDefinition, Shortcuts } from '@iris/ui'
import { defineAsyncComponent, h } from 'vue'
import type { Component, FunctionalComponent } from 'vue'
import { frameWords } from '../frame-words.ts'

const everywhere = () => frameWords('shortcuts.group')

const frameShortcuts = {
  find: { label: () => frameWords('shortcuts.find'), group: everywhere, keys: 'Ctrl+K' },
  help: { label: () => frameWords('shortcuts.help'), group: everywhere, keys: '?' },
} satisfies Record<string, ShortcutDefinition>

/** The shortcuts that every app has. */
export type FrameShortcut = keyof typeof frameShortcuts

/** An app's shortcuts together with those that every app has, which it may give other keys. Keys that somebody chose are kept for each app apart. */
export function defineShortcuts<Id extends string>(
  app: string,
  own: Readonly<Record<Id, ShortcutDefinition>>,
): Shortcuts<Id | FrameShortcut> {
  const all: Readonly<Record<Id | FrameShortcut, ShortcutDefinition>> = {
    ...frameShortcuts,
    ...own,
  }
  return createShortcuts(all, { storageKey: `iris.${app}.shortcuts` })
}

/** What the frame does with an app's shortcuts, whatever they are. */
export interface FrameKeys {
  keysOf(id: FrameShortcut): Keys
  on(id: FrameShortcut, action: ShortcutAction): () => void
  handle(event: KeyboardEvent): boolean
  /** The dialog that lists them. */
  readonly List: FunctionalComponent<{ open: boolean; 'onUpdate:open': (open: boolean) => void }>
}

export function frameKeys<Id extends string>(shortcuts: Shortcuts<Id | FrameShortcut>): FrameKeys {
  const LazyList = defineAsyncComponent<Component>(() => import('./ShortcutList.vue'))
  return {
    keysOf: shortcuts.keysOf,
    on: shortcuts.on,
    handle: shortcuts.handle,
    List: (props) => h(LazyList, { ...props, shortcuts }),
  }
}
