import { createShortcuts } from '../src/index.ts'

export const galleryShortcuts = createShortcuts(
  {
    find: { label: 'Search or do', group: 'Everywhere', keys: 'Ctrl+K' },
    help: { label: 'Keyboard shortcuts', group: 'Everywhere', keys: '?' },
    accept: { label: 'Accept', group: 'Calls', keys: 'Ctrl+Shift+A' },
    hold: { label: 'Hold', group: 'Calls', keys: 'Ctrl+Shift+H' },
    next: { label: 'Next', group: 'Threads', keys: 'Alt+J', repeats: true },
  },
  { storageKey: 'gallery.shortcuts' },
)
