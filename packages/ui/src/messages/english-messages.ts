/** Every word the components say by themselves. Apps hand in their own, translated. */
export interface UiMessages {
  cancel: string
  changeKeys: (label: string, keys: string) => string
  choose: string
  close: string
  collapseNavigation: string
  commandBox: string
  commandBoxHint: string
  commandGroupFailed: (group: string) => string
  done: string
  expandNavigation: string
  hidePassword: string
  keysKept: string
  keysTaken: (holder: string) => string
  listFailed: string
  loading: string
  navigation: string
  noOptions: string
  noPermissionDescription: string
  noPermissionTitle: string
  noResults: (query: string) => string
  notifications: string
  openNavigation: string
  optional: string
  pressKeys: string
  recent: string
  resetShortcuts: string
  resizeBetween: (before: string, after: string) => string
  resultCount: (count: number) => string
  retry: string
  searchOptions: string
  searching: string
  secondsLeft: (seconds: number) => string
  shortcuts: string
  shortcutsHint: string
  showPassword: string
  skipToContent: string
}

export const englishMessages: UiMessages = {
  cancel: 'Cancel',
  changeKeys: (label, keys) => `${label}: ${keys}. Change`,
  choose: 'Choose…',
  close: 'Close',
  collapseNavigation: 'Collapse navigation',
  commandBox: 'Search or do',
  commandBoxHint: 'Search people, pages and commands',
  commandGroupFailed: (group) => `${group} could not be searched.`,
  done: 'Done',
  expandNavigation: 'Expand navigation',
  hidePassword: 'Hide password',
  keysKept: 'The browser keeps these keys for itself.',
  keysTaken: (holder) => `Already used: ${holder}.`,
  listFailed: 'The list could not be loaded',
  loading: 'Loading',
  navigation: 'Main',
  noOptions: 'Nothing to choose from',
  noPermissionDescription: 'Ask an administrator of your organisation if you need it.',
  noPermissionTitle: 'You do not have access to this',
  noResults: (query) => `Nothing found for “${query}”`,
  notifications: 'Notifications (F8)',
  openNavigation: 'Open navigation',
  optional: 'optional',
  pressKeys: 'Press keys…',
  recent: 'Recent',
  resetShortcuts: 'Reset all',
  resizeBetween: (before, after) => `Resize ${before} and ${after}`,
  resultCount: (count) => (count === 1 ? '1 result' : `${count} results`),
  retry: 'Try again',
  searchOptions: 'Search',
  searching: 'Searching…',
  secondsLeft: (seconds) => (seconds === 1 ? '1 second left' : `${seconds} seconds left`),
  shortcuts: 'Keyboard shortcuts',
  shortcutsHint: 'Press a key combination to change it.',
  showPassword: 'Show password',
  skipToContent: 'Skip to content',
}
