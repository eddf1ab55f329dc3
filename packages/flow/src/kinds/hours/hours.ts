import { Calendar } from '../../calendar/calendar.ts'

import { noHolidays } from '../../calendar/holidays-of.ts'
import { openingNow } from '../../calendar/opening.ts'
import { defineKind, type Exit } from '../kind.ts'
import { problemsOfHours } from './calendar-problems.ts'

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
  docs: `Looks whether it is open at this moment: by the week, by the holidays of a country, and by closings planned once.

- **open**
- **closed**`,
  needs: 'nothing',
  waits: 'never',
  settings: Calendar,
  fresh: {
    timeZone: 'UTC',
    open: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }],
  },
  form: [{ key: '', type: 'calendar', label: 'Opening hours' }],
  exits: () => exits,
  check: problemsOfHours,
  enter: (calendar, { at, holidaysOf }) => {
    const { open } = openingNow(calendar, at, holidaysOf ?? noHolidays)
    return { kind: 'leave', exit: open ? 'open' : 'closed' }
  },
})
