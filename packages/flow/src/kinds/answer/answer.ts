import { z } from 'zod'
import { defineKind, nextOrError, onDone } from '../kind.ts'

export const answer = defineKind({
  kind: 'answer',
  group: 'voice',
  title: 'Answer',
  summary: 'Answers a call that rings.',
  icon: 'phone-incoming',
  docs: `Calls are answered before their flow begins. A flow that has **Answer** or **Reject** among its own blocks begins while the telephone rings instead: it can look at hours or queues, wait, and answer here or not at all. Whatever the caller is to hear answers the call, too.

- **next**: the call is answered, now or before.
- **error**: it could not be answered.`,
  needs: 'caller',
  waits: 'never',
  settings: z.object({}),
  fresh: {},
  form: [],
  exits: nextOrError,
  enter: () => ({ kind: 'wait', command: { kind: 'answer' } }),
  resume: onDone('answer'),
})
