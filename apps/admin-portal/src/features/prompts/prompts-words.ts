import { defineWords } from '@iris/app-frame'

export const promptsWords = defineWords('admin-prompts', {
  title: 'Prompts',
  description: 'Sounds that flows play: uploaded, or spoken from a text.',
  failed: 'The prompts could not be loaded',
  empty: {
    title: 'No prompts yet',
    text: 'Record a welcome, or write what is to be said; flows play it by its name.',
  },
  columns: {
    name: 'Name',
    sound: 'Sound',
    length: 'Length',
    usedBy: 'Played by',
    changed: 'Changed',
    actions: 'Actions',
  },
  sources: { none: 'No sound yet', upload: 'Uploaded', speech: 'Spoken' },
  unused: 'Nothing',
  actions: {
    deleteDescription: 'Its sound is gone for good.',
  },
  form: {
    new: 'New prompt',
    newTitle: 'New prompt',
    editTitle: 'Edit {name}',
    description: 'Callers hear it as soon as it is saved.',
    name: 'Name',
    nameHint: 'Flows play it by this name.',
    source: 'Sound',
    sources: { speech: 'Spoken from a text', upload: 'A sound file', keep: 'As it is' },
    text: 'Text',
    textMissing: 'Write what is to be said.',
    voice: 'Voice',
    usualVoice: 'The usual voice',
    create: 'Add prompt',
  },
})
