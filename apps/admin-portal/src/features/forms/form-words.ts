import { defineWords } from '@iris/app-frame'

/** What every form of the portal says. */
export const formWords = defineWords('admin-forms', {
  save: 'Save',
  cancel: 'Cancel',
  nameMissing: 'Give it a name.',
  leaveTitle: 'Leave without saving?',
  leaveDescription: 'What you filled in is lost.',
  leaveConfirm: 'Leave',
})
