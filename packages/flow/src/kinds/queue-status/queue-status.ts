import { z } from 'zod'
import { defineKind, nextOrError } from '../kind.ts'
import { Reference } from '../settings.ts'

export const queueStatus = defineKind({
  kind: 'queue_status',
  group: 'control',
  title: 'Queue status',
  summary: 'Looks how a queue is.',
  icon: 'gauge',
  docs: `Fills \`{{ queue }}\`: \`name\`, \`waiting\`, \`longest_wait_s\`, \`expected_wait_s\`, \`agents_available\`, \`agents_signed_in\` and \`open\`. Follow it by **Branch**.

- **next**: the figures are there. \`expected_wait_s\` is \`null\` where nobody knows.
- **error**: there is no such queue.`,
  needs: 'nothing',
  waits: 'outside',
  settings: z.object({ queue: Reference }),
  fresh: { queue: '' },
  form: [{ key: 'queue', type: 'reference', to: 'queue', label: 'Queue' }],
  exits: nextOrError,
  enter: ({ queue }, run) => ({
    kind: 'wait',
    command: { kind: 'queue_status', queue: run.queue(queue) },
  }),
  resume: ({ queue: name }, { values }, event) => {
    if (event.kind === 'failed') return { kind: 'fail', reason: event.reason }
    if (event.kind !== 'queue_figures') return { kind: 'ignore' }
    const { figures } = event
    const { waiting, longestWaitS, expectedWaitS, agentsAvailable, agentsSignedIn } = figures
    const before = values['queue']
    const known = typeof before === 'object' ? before : {}
    const queue = {
      ...known,
      name,
      waiting,
      longest_wait_s: longestWaitS,
      expected_wait_s: expectedWaitS,
      agents_available: agentsAvailable,
      agents_signed_in: agentsSignedIn,
      open: figures.opening.isOpen,
    }
    return { kind: 'leave', exit: 'next', give: { queue } }
  },
})
