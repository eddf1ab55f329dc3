import { defineWords } from '@iris/app-frame'

/** What every form of the portal says. */
export const formWords = defineWords('admin-forms', {
  save: 'Save',
  cancel: 'Cancel',
  discard: 'Discard changes',
  unsaved: 'Not saved yet.',
  nameMissing: 'Give it a name.',
  remove: 'Remove {name}',
  moveUp: 'Move {name} up',
  moveDown: 'Move {name} down',
  search: 'Search',
  nothingFound: 'Nothing is called that.',
  chosen: 'None chosen | {count} chosen | {count} chosen',
  wholeNumber: 'Write a whole number from {least} to {most}.',
  duration: 'Write a length of time such as 20 s, 1:30 or 5 min.',
  durationBetween: 'From {least} to {most}.',
  leaveTitle: 'Leave without saving?',
  leaveDescription: 'What you filled in is lost.',
  leaveConfirm: 'Leave',
})
