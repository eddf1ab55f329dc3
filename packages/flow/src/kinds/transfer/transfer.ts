import { z } from 'zod'
import { fillIn } from '../../expressions/index.ts'
import type { FlowEvent } from '../../interpreter/step.ts'
import {
  CallerId,
  callerIdField,
  callerIdOf,
  RingTimeoutMs,
  ringTimeoutField,
} from '../dial/ringing.ts'
import { defineKind, errorExit, type Exit, type Move, type Run } from '../kind.ts'
import { Reference, Template } from '../settings.ts'

const TransferSettings = z.object({
  to: z.enum(['number', 'queue', 'flow']).default('number'),
  /** A number, or the name of an agent. */
  number: Template.default(''),
  queue: Reference.default(''),
  flow: Reference.default(''),
  ringTimeoutMs: RingTimeoutMs,
  callerId: CallerId,
})
type TransferSettings = z.infer<typeof TransferSettings>

const exits: readonly Exit[] = [errorExit]

export const transfer = defineKind({
  kind: 'transfer',
  group: 'voice',
  title: 'Transfer',
  summary: 'Gives the call away for good.',
  icon: 'phone-forwarded',
  docs: `Gives the caller to a number or an agent, to a queue, or to another flow, which goes on in this one’s place. This flow does not come back: after the talk the call ends.

- **error**: it could not be given away: nobody answered, or there is no such queue or flow.`,
  needs: 'caller',
  waits: 'caller',
  settings: TransferSettings,
  fresh: { to: 'number', number: '', queue: '', flow: '', ringTimeoutMs: 30_000, callerId: '' },
  form: [
    {
      key: 'to',
      type: 'choice',
      label: 'To',
      options: [
        { value: 'number', label: 'A number or an agent' },
        { value: 'queue', label: 'A queue' },
        { value: 'flow', label: 'Another flow' },
      ],
    },
    {
      key: 'number',
      type: 'template',
      label: 'Number or agent',
      when: { key: 'to', is: ['number'] },
    },
    {
      key: 'queue',
      type: 'reference',
      to: 'queue',
      label: 'Queue',
      when: { key: 'to', is: ['queue'] },
    },
    {
      key: 'flow',
      type: 'reference',
      to: 'flow',
      label: 'Flow',
      when: { key: 'to', is: ['flow'] },
    },
    { ...ringTimeoutField, when: { key: 'to', is: ['number'] } },
    { ...callerIdField, when: { key: 'to', is: ['number'] } },
  ],
  exits: () => exits,
  isWayOut: true,
  check: ({ to, number }) =>
    to === 'number' && number.trim() === ''
      ? [{ severity: 'error', setting: '/number', message: 'needs a number or an agent.' }]
      : [],
  enter: (settings, run) => give(settings, run),
  resume: (_settings, _run, event) => afterTransfer(event),
})

function give(settings: TransferSettings, run: Run): Move {
  const { to, queue, flow, ringTimeoutMs } = settings
  switch (to) {
    case 'queue': {
      const place = { priority: 0, maxWaitMs: null }
      return { kind: 'wait', command: { kind: 'enqueue', queue: run.queue(queue), ...place } }
    }
    case 'flow':
      return { kind: 'wait', command: { kind: 'transfer', flow: run.flow(flow) } }
    case 'number': {
      const party = fillIn(settings.number, run.values).trim()
      if (party === '') return { kind: 'fail', reason: 'There is nobody to call.' }
      const command = {
        kind: 'dial',
        to: [party],
        strategy: 'in_turn',
        ringTimeoutMs,
        ...callerIdOf(settings.callerId, run.values),
        refuseMachines: false,
      } as const
      return { kind: 'wait', command }
    }
  }
}

const notTaken = {
  busy: 'They were busy.',
  no_answer: 'Nobody answered.',
  machine: 'A machine answered.',
} as const

function afterTransfer(event: FlowEvent): Move {
  const given: Move = { kind: 'end', cause: 'NORMAL_CLEARING', outcome: 'transferred' }
  switch (event.kind) {
    case 'failed':
      return { kind: 'fail', reason: event.reason }
    case 'dialled':
      if (event.outcome === 'answered') return given
      return { kind: 'fail', reason: notTaken[event.outcome] }
    case 'queue_left':
      if (event.outcome === 'answered') return given
      return { kind: 'fail', reason: 'The queue could not be used.' }
    case 'done':
      return event.of === 'transfer' ? given : { kind: 'ignore' }
    default:
      return { kind: 'ignore' }
  }
}
