import { z } from 'zod'
import { caseExit } from '../branch/branch.ts'
import { defineKind, itemsOf, textOf } from '../kind.ts'

const Share = z.object({ title: z.string().max(80), weight: z.number().min(0).max(1000) })

export const random = defineKind({
  kind: 'random',
  group: 'control',
  title: 'Random split',
  summary: 'Goes on by chance, as the weights say.',
  icon: 'shuffle',
  docs: `Chooses one of its exits by chance. With the weights 80 and 20, eight of ten calls leave by the first.

- **one exit for each share**`,
  needs: 'nothing',
  waits: 'never',
  settings: z.object({
    shares: z
      .array(Share)
      .min(2, 'Split into at least two.')
      .max(20)
      .refine((shares) => shares.some(({ weight }) => weight > 0), 'Give one a weight over 0.'),
  }),
  fresh: {
    shares: [
      { title: 'A', weight: 50 },
      { title: 'B', weight: 50 },
    ],
  },
  form: [
    {
      key: 'shares',
      type: 'list',
      label: 'Shares',
      item: [
        { key: 'title', type: 'text', label: 'Title' },
        { key: 'weight', type: 'number', label: 'Weight', min: 0, max: 1000 },
      ],
      fresh: { title: 'C', weight: 50 },
      min: 2,
      max: 20,
      addLabel: 'Add a share',
    },
  ],
  exits: (settings) =>
    itemsOf(settings, 'shares').map((share, index) => ({
      id: caseExit(index),
      title: textOf(share, 'title') || `share ${index + 1}`,
    })),
  enter: ({ shares }, run) => {
    const total = shares.reduce((sum, { weight }) => sum + weight, 0)
    let left = run.random() * total
    const index = shares.findIndex(({ weight }) => (left -= weight) < 0)
    // Numbers so small that they round away choose the last that has any weight.
    const chosen = index < 0 ? shares.findLastIndex(({ weight }) => weight > 0) : index
    return { kind: 'leave', exit: caseExit(chosen) }
  },
})
