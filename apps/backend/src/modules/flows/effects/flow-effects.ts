import type { WebhookParts } from '../../webhooks/post-signed.ts'
import { emitEvent, type EventCommand, type EventResult } from './emit-event.ts'
import type { FlowRun } from './flow-run.ts'
import type { HttpCommand, HttpResult } from './http-command.ts'
import { httpRequest } from './http-request.ts'
import {
  type FindCustomerCommand,
  findCustomerOf,
  type FindCustomerResult,
  type UpdateCustomerCommand,
  updateCustomerOf,
  type UpdateCustomerResult,
} from './known-customers.ts'
import { addNote, type NoteCommand, type NoteResult } from './note.ts'
import { type MailCommand, type MailResult, sendMail } from './send-mail.ts'
import { TenantTurns } from './tenant-turns.ts'

/** How many requests of a tenant's flows are under way at once in this process. */
const mostAtOnce = 20

/**
 * Carries out a command for a run. What goes wrong in it is a result; it rejects only when the signal is aborted, or the
 * database cannot be asked.
 */
type Effect<Command, Result> = (
  run: FlowRun,
  command: Command,
  signal: AbortSignal,
) => Promise<Result>

/** What flows may do beside the call: the same for calls and for runs that outlive a process. */
export interface FlowEffects {
  readonly httpRequest: Effect<HttpCommand, HttpResult>
  readonly sendMail: Effect<MailCommand, MailResult>
  readonly emitEvent: Effect<EventCommand, EventResult>
  readonly addNote: Effect<NoteCommand, NoteResult>
  readonly findCustomer: Effect<FindCustomerCommand, FindCustomerResult>
  readonly updateCustomer: Effect<UpdateCustomerCommand, UpdateCustomerResult>
}

/** One for the whole process: it counts what is under way. */
export function flowEffects(parts: WebhookParts): FlowEffects {
  const http = { ...parts, turns: new TenantTurns(mostAtOnce) }
  return {
    httpRequest: (run, command, signal) => httpRequest(http, run, command, signal),
    sendMail: unlessAborted((run, command) => sendMail(parts, run, command)),
    emitEvent: unlessAborted((run, command) => emitEvent(parts, run, command)),
    addNote: unlessAborted((run, command) => addNote(parts, run, command)),
    findCustomer: unlessAborted((run, command) => findCustomerOf(parts, run, command)),
    updateCustomer: unlessAborted((run, command) => updateCustomerOf(parts, run, command)),
  }
}

/** A transaction is short: once it has begun, it is carried through. */
function unlessAborted<Command, Result>(
  carryOut: (run: FlowRun, command: Command) => Promise<Result>,
): Effect<Command, Result> {
  return async (run, command, signal) => {
    signal.throwIfAborted()
    return carryOut(run, command)
  }
}
