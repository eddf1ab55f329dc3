import { z } from 'zod'
import { fillIn } from '../../expressions/index.ts'
import type { Values } from '../../expressions/values.ts'
import type { Field } from '../field.ts'
import { Template } from '../settings.ts'

/** How long somebody's telephone rings, in ms. */
export const RingTimeoutMs = z.number().int().min(5000).max(600_000).default(30_000)

/** One of our numbers, or one that a trunk allows; empty for the usual one. */
export const CallerId = Template.default('')

export const ringTimeoutField: Field = {
  key: 'ringTimeoutMs',
  type: 'duration',
  label: 'Let it ring for',
  minMs: 5000,
  maxMs: 600_000,
}

export const callerIdField: Field = {
  key: 'callerId',
  type: 'template',
  label: 'Number to show',
  help: 'One of yours, or one a trunk allows. Empty: the usual one.',
}

export function callerIdOf(template: string, values: Values): { readonly callerId?: string } {
  const callerId = fillIn(template, values).trim()
  return callerId === '' ? {} : { callerId }
}
