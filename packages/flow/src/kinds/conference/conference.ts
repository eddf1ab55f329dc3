import { z } from 'zod'
import { fillIn } from '../../expressions/index.ts'
import { defineKind, errorExit, type Exit, onDone } from '../kind.ts'

const ConferenceSettings = z.object({
  /** The same name is the same conference, whatever its case. */
  name: z.string().trim().min(1, 'Name the conference.').max(200, 'At most 200 characters.'),
  muted: z.boolean().default(false),
  deaf: z.boolean().default(false),
  moderator: z.boolean().default(false),
  startWithModerator: z.boolean().default(false),
  endWithModerator: z.boolean().default(false),
  maxMembers: z.number().int().min(2).max(50).default(50),
  tones: z.boolean().default(false),
  announceCount: z.boolean().default(false),
})

const exits: readonly Exit[] = [
  { id: 'left', title: 'after the conference', optional: true },
  errorExit,
]

const longestName = 80

export const conference = defineKind({
  kind: 'conference',
  group: 'voice',
  title: 'Conference',
  summary: 'Lets the caller talk with several people.',
  icon: 'users-round',
  docs: `Takes the caller into the conference of that name, which begins with whoever comes first. Rules of the whole conference (moderators, members, tones, the count) are those of whoever comes first.

- **left**: the conference has ended, or somebody removed the caller. Unwired, the call ends.
- **error**: it is locked or full, or could not be entered.`,
  needs: 'caller',
  waits: 'caller',
  settings: ConferenceSettings,
  fresh: {
    name: '',
    muted: false,
    deaf: false,
    moderator: false,
    startWithModerator: false,
    endWithModerator: false,
    maxMembers: 50,
    tones: true,
    announceCount: false,
  },
  form: [
    { key: 'name', type: 'template', label: 'Name' },
    { key: 'moderator', type: 'toggle', label: 'The caller is a moderator' },
    { key: 'muted', type: 'toggle', label: 'The caller is not heard' },
    { key: 'deaf', type: 'toggle', label: 'The caller hears nobody' },
    { key: 'startWithModerator', type: 'toggle', label: 'Music until a moderator is there' },
    { key: 'endWithModerator', type: 'toggle', label: 'Ends when the last moderator leaves' },
    { key: 'maxMembers', type: 'number', label: 'At most so many people', min: 2, max: 50 },
    { key: 'tones', type: 'toggle', label: 'A tone when somebody comes or goes' },
    { key: 'announceCount', type: 'toggle', label: 'Say how many are there' },
  ],
  exits: () => exits,
  enter: ({ name: template, ...wish }, { values }) => {
    const name = fillIn(template, values).trim().slice(0, longestName)
    if (name === '') return { kind: 'fail', reason: 'The conference has no name.' }
    return { kind: 'wait', command: { kind: 'conference', name, ...wish } }
  },
  resume: onDone('conference', 'left'),
})
