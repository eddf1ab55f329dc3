import { defineWords } from '@iris/app-frame'

export const overviewWords = defineWords('overview', {
  title: 'Overview',
  figures: { users: 'Users', numbers: 'Numbers', queues: 'Queues', flows: 'Flows' },
  details: {
    users: '{count} disabled',
    numbers: '{count} without a flow',
    queues: '{count} without agents',
    flows: '{count} not published',
  },
  none: '–',
  changes: 'Last changes',
  noChanges: 'Nothing has been changed yet.',
  changesFailed: 'The last changes could not be loaded',
  somebody: 'The system',
  columns: { at: 'When', who: 'Who', what: 'What', target: 'Which', from: 'From' },
  actions: {
    call: { placed: 'Called', end_requested: 'Ended a call' },
    flow: {
      created: 'Made a flow',
      published: 'Published a flow',
      renamed: 'Renamed a flow',
      saved: 'Saved a flow',
    },
    queue: {
      created: 'Made a queue',
      changed: 'Changed a queue',
      agents_set: 'Changed who answers a queue',
      deleted: 'Deleted a queue',
    },
    contact: {
      created: 'Added a contact',
      changed: 'Changed a contact',
      deleted: 'Deleted a contact',
    },
    secret: {
      created: 'Kept a secret',
      changed: 'Replaced a secret',
      deleted: 'Deleted a secret',
    },
    number: {
      created: 'Added a number',
      changed: 'Changed a number',
      released: 'Released a number',
    },
    prompt: {
      created: 'Added a prompt',
      changed: 'Changed a prompt',
      uploaded: 'Uploaded a prompt',
      deleted: 'Deleted a prompt',
    },
    recording_policy: { changed: 'Changed what is recorded' },
    voicemail_box: {
      created: 'Made a voicemail box',
      changed: 'Changed a voicemail box',
      greeting_changed: 'Changed a greeting',
      deleted: 'Deleted a voicemail box',
    },
    session: { started: 'Signed in', ended: 'Signed out' },
    tenant: { changed: 'Changed the organisation' },
    trunk: {
      created: 'Added a trunk',
      changed: 'Changed a trunk',
      deleted: 'Deleted a trunk',
      tested: 'Tested a trunk',
    },
    user: {
      created: 'Made a user',
      changed: 'Changed a user',
      password_changed: 'Changed their password',
    },
  },
})
