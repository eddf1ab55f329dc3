import { z } from 'zod'
import { fillIn } from '../../expressions/index.ts'
import { defineKind, nextOrError } from '../kind.ts'
import { Reference, Template } from '../settings.ts'

const day = 86_400_000

const CallbackSettings = z.object({
  queue: Reference,
  /** Empty for the caller's own. */
  number: Template.default(''),
  /** What the agent is told of who it is; empty for what the network gave. */
  name: Template.default('{{ caller.name }}'),
  attempts: z.number().int().min(1).max(10).default(3),
  /** From the end of one attempt until the next. */
  retryAfterMs: z.number().int().min(1000).max(day).default(300_000),
  /** Nobody is called later than that; `null` for never too late. */
  withinMs: z
    .number()
    .int()
    .min(60_000)
    .max(30 * day)
    .nullable()
    .default(null),
})

export const callback = defineKind({
  kind: 'callback',
  group: 'voice',
  title: 'Callback',
  summary: 'Has the caller called back by an agent.',
  icon: 'phone-call',
  docs: `Puts the caller into the line of a queue without the telephone: in the place they gave up there, as by a way out of **Queue**, or from now on. When it is their turn an agent calls them. Tell them, and end the call.

- **next**: they are in the line.
- **error**: there is no such queue, or no number to call back.`,
  needs: 'caller',
  waits: 'outside',
  settings: CallbackSettings,
  fresh: {
    queue: '',
    number: '',
    name: '{{ caller.name }}',
    attempts: 3,
    retryAfterMs: 300_000,
    withinMs: day,
  },
  form: [
    { key: 'queue', type: 'reference', to: 'queue', label: 'Queue' },
    { key: 'number', type: 'template', label: 'Number', help: 'Empty: the caller’s own.' },
    { key: 'name', type: 'template', label: 'Name for the agent' },
    { key: 'attempts', type: 'number', label: 'Try so often', min: 1, max: 10 },
    {
      key: 'retryAfterMs',
      type: 'duration',
      label: 'Between two tries',
      minMs: 1000,
      maxMs: day,
    },
    {
      key: 'withinMs',
      type: 'duration',
      label: 'Not later than after',
      minMs: 60_000,
      maxMs: 30 * day,
      never: 'Whenever it is their turn',
    },
  ],
  exits: nextOrError,
  enter: ({ queue, withinMs, ...wish }, run) => {
    const number = fillIn(wish.number, run.values).trim().slice(0, 40)
    const command = {
      kind: 'callback',
      queue: run.queue(queue),
      ...(number !== '' && { number }),
      name: fillIn(wish.name, run.values).trim().slice(0, 80),
      priority: 0,
      attempts: wish.attempts,
      retryAfterMs: wish.retryAfterMs,
      ...(withinMs !== null && { withinMs }),
    } as const
    return { kind: 'wait', command }
  },
  resume: (_settings, _run, event) => {
    if (event.kind === 'failed') return { kind: 'fail', reason: event.reason }
    return event.kind === 'callback_requested'
      ? { kind: 'leave', exit: 'next' }
      : { kind: 'ignore' }
  },
})
