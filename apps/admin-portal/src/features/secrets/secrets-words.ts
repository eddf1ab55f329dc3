import { defineWords } from '@iris/app-frame'

export const secretsWords = defineWords('admin-secrets', {
  title: 'Secrets',
  description: 'Keys and passwords that flows send to other servers. Nobody can read them back.',
  failed: 'The secrets could not be loaded',
  empty: {
    title: 'No secrets yet',
    text: 'Keep the key of another service here, and name it in a request of a flow.',
  },
  columns: {
    name: 'Name',
    place: 'In a flow',
    changedBy: 'Changed by',
    changed: 'Changed',
    actions: 'Actions',
  },
  formerUser: 'Former user',
  actions: {
    replace: 'Replace the value',
    deleteDescription: 'Requests of flows that name it fail from then on.',
  },
  form: {
    new: 'New secret',
    newTitle: 'New secret',
    replaceTitle: 'Replace the value of {name}',
    description: 'It is kept encrypted, and hidden in whatever a server answers.',
    name: 'Name',
    nameHint: 'Capital letters, digits and _, such as CRM_KEY.',
    nameWrong: 'Begin with a letter; then letters, digits and _; at most 40.',
    nameTaken: 'There is one already. Replace its value instead.',
    value: 'Value',
    valueHint: 'At least 6 characters. It is not shown again.',
    valueShort: 'Write at least 6 characters.',
    create: 'Keep secret',
    created: '{name} is kept',
    replaced: '{name} has another value',
  },
})
