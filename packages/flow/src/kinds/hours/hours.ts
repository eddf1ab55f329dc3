import { TimeZone } from '@iris/contracts'
import { z } from 'zod'
import { everOpens, isOpen } from '../../hours.ts'
import { defineKind, type Exit } from '../kind.ts'

const Minutes = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'Write a time such as 09:00.')

const HoursSettings = z.object({
  timeZone: TimeZone,
  open: z
    .array(
      z.object({
        days: z.array(z.number().int().min(1).max(7)).min(1),
        from: Minutes,
        to: Minutes,
      }),
    )
    .max(50),
  closedOn: z.array(z.iso.date()).max(400).default([]),
})
export type HoursSettings = z.infer<typeof HoursSettings>

const exits: readonly Exit[] = [
  { id: 'open', title: 'when it is open' },
  { id: 'closed', title: 'when it is closed' },
]

export const hours = defineKind({
  kind: 'hours',
  group: 'control',
  title: 'Hours',
  summary: 'Goes on by opening hours.',
  icon: 'clock',
  docs: `Looks whether it is open at this moment.

- **open**
- **closed**`,
  needs: 'nothing',
  waits: 'never',
  settings: HoursSettings,
  fresh: {
    timeZone: 'UTC',
    open: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }],
    closedOn: [],
  },
  form: [{ key: '', type: 'calendar', label: 'Opening hours' }],
  exits: () => exits,
  check: (settings) =>
    everOpens(settings)
      ? []
      : [
          {
            severity: 'warning',
            setting: '/open',
            message: 'never opens: no day has opening times.',
          },
        ],
  enter: (settings, { at }) => ({ kind: 'leave', exit: isOpen(settings, at) ? 'open' : 'closed' }),
})
