import { defineWords } from '@iris/app-frame'

export const importWords = defineWords('flow-import', {
  open: 'Import',
  title: 'Import a flow',
  description: 'A flow of Iris, of Twilio Studio or of Amazon Connect, as JSON.',
  choose: 'Choose a file',
  chooseOther: 'Choose another file',
  drop: 'or drop it here',
  paste: 'Or paste it',
  name: 'Name',
  nameMissing: 'Give the flow a name.',
  formats: {
    iris: 'A flow of Iris',
    twilio: 'A flow of Twilio Studio',
    connect: 'A flow of Amazon Connect',
  },
  found: '{format} with {count} block | {format} with {count} blocks',
  refused: {
    title: 'This cannot be imported',
    noJson: 'It is no JSON: {reason}',
    unknown:
      'It is no flow: Iris knows flows by “schema” and “blocks”, Twilio Studio’s by “states”, and Amazon Connect’s by “Actions”.',
    bad: 'It is a flow of Iris, but {path} is not right: {reason}',
    unreadable: 'The file could not be read.',
    tooLarge: 'The file is larger than {megabytes} MB.',
  },
  report: {
    mapped: 'Taken over',
    approximated: 'To look over',
    left: 'Left out',
    mappedText: 'Does here what it did there.',
    approximatedText: 'Is done in another way, or something has to be chosen.',
    leftText: 'Callers go past it. A note stands in its place.',
    none: 'Nothing.',
    of: '{name}, {type}',
  },
  cancel: 'Cancel',
  create: 'Make a draft of it',
  created: '“{name}” is imported',
  export: 'Export',
})
