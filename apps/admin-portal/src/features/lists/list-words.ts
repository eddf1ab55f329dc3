import { defineWords } from '@iris/app-frame'

/** What every list of the portal says. */
export const listWords = defineWords('admin-lists', {
  actions: 'Actions',
  actionsOf: 'Actions for {name}',
  edit: 'Edit',
  delete: 'Delete {name}',
  deleteTitle: 'Delete {name}?',
  deleted: '{name} is deleted',
  deleteFailed: '{name} was not deleted',
  created: '{name} is added',
  saved: '{name} is changed',
})
