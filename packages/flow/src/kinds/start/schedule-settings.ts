import { z } from 'zod'
import type { Field } from '../field.ts'

const names = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const single = names.map((label, index) => ({ value: String(index + 1), label }))

/** Every day, Monday to Friday, or one day, 1 Monday to 7 Sunday. */
export const ScheduledDays = z.enum(['all', 'weekdays', '1', '2', '3', '4', '5', '6', '7'])

export const scheduleForm: readonly Field[] = [
  {
    key: 'schedule',
    type: 'choice',
    label: 'Begins by itself',
    help: 'Once it is published, and without a call.',
    options: [
      { value: 'none', label: 'Never' },
      { value: 'every', label: 'Every so many minutes' },
      { value: 'at', label: 'At certain times' },
    ],
  },
  {
    key: 'everyMinutes',
    type: 'number',
    label: 'Minutes',
    min: 1,
    max: 10_080,
    when: { key: 'schedule', is: ['every'] },
  },
  {
    key: 'times',
    type: 'list',
    label: 'Times',
    when: { key: 'schedule', is: ['at'] },
    item: [
      {
        key: 'days',
        type: 'choice',
        label: 'Days',
        options: [
          { value: 'all', label: 'Every day' },
          { value: 'weekdays', label: 'Monday to Friday' },
          ...single,
        ],
      },
      { key: 'at', type: 'text', label: 'Time', placeholder: '09:30' },
    ],
    fresh: { days: 'weekdays', at: '09:00' },
    min: 0,
    max: 50,
    addLabel: 'Add a time',
  },
]
