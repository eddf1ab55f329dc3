import type { Value } from '@iris/flow'
import { FlowEventName } from '@iris/contracts'
import { TooDeepError, valueOf } from './value.ts'
import { type FlowRun, inWork, type WorkParts } from './flow-run.ts'

/** An event in a flow's own words. */
export interface EventCommand {
  readonly name: string
  readonly payload: Value
}

export type EventResult =
  | { readonly kind: 'emitted' }
  | { readonly kind: 'failed'; readonly reason: string }

const mostBytes = 16 * 1024

/** Publishes `flow.event_emitted`, to everybody who hears of what happens. */
export async function emitEvent(
  parts: WorkParts,
  run: FlowRun,
  { name, payload }: EventCommand,
): Promise<EventResult> {
  if (!FlowEventName.safeParse(name).success) {
    return failed('The name has other than small letters, digits, _ and dots, or more than 60.')
  }
  const bounded = boundedPayload(payload)
  if ('reason' in bounded) return failed(bounded.reason)
  const { flowId, callId } = run
  await inWork(parts, run, (work) =>
    work.publish('flow.event_emitted', {
      flowId,
      ...(callId !== undefined && { callId }),
      name,
      payload: bounded.json,
    }),
  )
  return { kind: 'emitted' }
}

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

function boundedPayload(payload: Value): { readonly json: Json } | { readonly reason: string } {
  try {
    const text = JSON.stringify(valueOf(payload))
    if (Buffer.byteLength(text) > mostBytes) {
      return { reason: `The event has more than ${mostBytes} bytes.` }
    }
    return { json: JSON.parse(text) }
  } catch (error) {
    if (error instanceof TooDeepError) return { reason: error.message }
    throw error
  }
}

const failed = (reason: string): EventResult => ({ kind: 'failed', reason })
