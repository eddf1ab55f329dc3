import { defineShortcuts, defineWords } from '@iris/app-frame'

const shortcutWords = defineWords('desk-shortcuts', {
  group: 'Calls',
  accept: 'Accept the call',
  reject: 'Reject the call',
  state: 'Change state',
  mute: 'Mute or unmute',
  hold: 'Hold or resume',
  keypad: 'Show or hide the keypad',
  transfer: 'Transfer the call',
  end: 'End the call',
})

const group = () => shortcutWords('group')

export const deskShortcuts = defineShortcuts('agent', {
  accept: { label: () => shortcutWords('accept'), group, keys: 'Ctrl+Shift+A' },
  reject: { label: () => shortcutWords('reject'), group, keys: 'Ctrl+Shift+R' },
  state: { label: () => shortcutWords('state'), group, keys: 'Ctrl+Shift+S' },
  mute: { label: () => shortcutWords('mute'), group, keys: 'Ctrl+Shift+M' },
  hold: { label: () => shortcutWords('hold'), group, keys: 'Ctrl+Shift+H' },
  keypad: { label: () => shortcutWords('keypad'), group, keys: 'Ctrl+Shift+D' },
  transfer: { label: () => shortcutWords('transfer'), group, keys: 'Ctrl+Shift+T' },
  end: { label: () => shortcutWords('end'), group, keys: 'Ctrl+Shift+E' },
})
