import type { FlowCommand, FlowEvent } from '@iris/flow'
import type { FlowEffects } from './flow-effects.ts'
import type { FlowRun } from './flow-run.ts'
import type { HttpResult } from './http-command.ts'

const kinds = [
  'http_request',
  'send_mail',
  'emit_event',
  'note',
  'find_contact',
  'update_contact',
] as const

/** What a flow does beside the call. */
export type EffectCommand = Extract<FlowCommand, { kind: (typeof kinds)[number] }>

export function isEffect(command: FlowCommand): command is EffectCommand {
  return kinds.some((kind) => kind === command.kind)
}

/** Carries out an effect; gives what the flow is told of it. Rejects as effects do. */
export async function carryOut(
  effects: FlowEffects,
  run: FlowRun,
  command: EffectCommand,
  signal: AbortSignal,
): Promise<FlowEvent> {
  switch (command.kind) {
    case 'http_request':
      return answered(await effects.httpRequest(run, command, signal))
    case 'send_mail':
      return doneOr(command.kind, await effects.sendMail(run, command, signal))
    case 'emit_event':
      return doneOr(command.kind, await effects.emitEvent(run, command, signal))
    case 'note':
      return doneOr(command.kind, await effects.addNote(run, command, signal))
    case 'find_contact': {
      const result = await effects.findCustomer(run, command, signal)
      return result.kind === 'found'
        ? { kind: 'contact', contact: result.customer }
        : { kind: 'no_contact' }
    }
    case 'update_contact': {
      const result = await effects.updateCustomer(run, command, signal)
      if (result.kind === 'updated') return { kind: 'contact', contact: result.customer }
      return result.kind === 'none' ? { kind: 'no_contact' } : failed(result)
    }
  }
}

function answered(result: HttpResult): FlowEvent {
  if (result.kind === 'answered') {
    const { status, headers, body } = result
    return { kind: 'http_answered', status, headers, body }
  }
  if (result.code === 'timeout') return { kind: 'http_timeout', reason: result.reason }
  return failed(result)
}

type Outcome = { readonly kind: string } | { readonly kind: 'failed'; readonly reason: string }

function doneOr(of: EffectCommand['kind'], result: Outcome): FlowEvent {
  return 'reason' in result ? failed(result) : { kind: 'done', of }
}

function failed({ reason }: { readonly reason: string }): FlowEvent {
  return { kind: 'failed', reason }
}
