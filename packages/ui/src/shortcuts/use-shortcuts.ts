import { onBeforeUnmount, onMounted, onScopeDispose } from 'vue'
import type { ShortcutAction, Shortcuts } from './shortcuts.ts'

/** Makes an app's shortcuts listen, while the component that calls this is mounted. Once, in App.vue. */
export function useShortcutKeys<Id extends string>(shortcuts: Shortcuts<Id>): void {
  const listen = (event: KeyboardEvent): void => {
    shortcuts.handle(event)
  }
  onMounted(() => document.addEventListener('keydown', listen))
  onBeforeUnmount(() => document.removeEventListener('keydown', listen))
}

/** Says what some shortcuts do as long as this component, or scope, lives. */
export function useShortcuts<Id extends string>(
  shortcuts: Shortcuts<Id>,
  actions: Partial<Record<NoInfer<Id>, ShortcutAction>>,
): void {
  for (const id of shortcuts.ids) {
    const action = actions[id]
    if (action) onScopeDispose(shortcuts.on(id, action))
  }
}
