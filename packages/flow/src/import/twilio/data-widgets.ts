import type { Json } from '../imported.ts'
import { rawsAt, short, textAt } from '../reading.ts'
import { became, left, type Outcome, type Part, theEnd, toStep } from '../step.ts'
import { nextBy, type StudioFlow, type Widget } from './studio-flow.ts'

type ToOutcome = (widget: Widget, flow: StudioFlow) => Outcome

export const setVariables: ToOutcome = (widget, flow) => {
  const buts: string[] = []
  const assign = rawsAt(widget.properties, 'variables')
    .filter((one) => textAt(one, 'key') !== '')
    .slice(0, 50)
    .map((one) => ({
      variable: flow.variables.nameOf(textAt(one, 'key')),
      value: flow.template(textAt(one, 'value'), buts),
    }))
  const onwards = nextBy(widget, 'next')
  if (assign.length === 0) {
    return { kind: 'passed', how: 'mapped', why: 'It sets nothing.', onwards }
  }
  const part: Part = { kind: 'set', settings: { assign }, exits: { next: toStep(onwards) } }
  return became([part], 'Sets variables.', buts)
}

export const httpRequest: ToOutcome = (widget, flow) => {
  const { properties } = widget
  const method = textAt(properties, 'method').toUpperCase() === 'GET' ? 'GET' : 'POST'
  const body = textAt(properties, 'body')
  const isJson = /json/i.test(textAt(properties, 'content_type'))
  const buts: string[] = []
  const fields = parameters(widget, flow, buts)
  const text = isJson && body !== '' ? flow.template(body, buts) : formOf(fields)
  const url = flow.template(textAt(properties, 'url'), buts)
  const isAsked = method === 'GET' && fields.length > 0
  const settings: Record<string, Json> = {
    ...request(isAsked ? withQuery(url, fields) : url),
    method,
    ...(method === 'POST' && { bodyKind: isJson ? 'json' : 'form', body: text }),
  }
  if (!isJson && body !== '' && fields.length === 0 && method === 'POST') {
    settings['bodyKind'] = 'text'
    settings['body'] = flow.template(body, buts)
  }
  return requested(settings, 'Makes the request.', buts, {
    success: nextBy(widget, 'success'),
    failed: nextBy(widget, 'failed', 'fail'),
  })
}

/** A function is reached by its address, so it becomes a request to that. */
export const runFunction: ToOutcome = (widget, flow) => {
  const ways = { success: nextBy(widget, 'success'), failed: nextBy(widget, 'fail', 'failed') }
  const url = textAt(widget.properties, 'url')
  if (url === '') return left('The function has no address.', ways.success)
  const buts = ['The function has to take requests that Twilio did not sign.']
  const text = formOf(parameters(widget, flow, buts))
  const settings = {
    ...request(flow.template(url, buts)),
    method: 'POST',
    bodyKind: 'form',
    body: text,
  }
  return requested(settings, 'Asks the function over HTTP.', buts, ways)
}

export const runSubflow: ToOutcome = (widget, flow) => {
  const buts = ['Import that flow as well, and choose it here.']
  const given = rawsAt(widget.properties, 'parameters')
    .filter((one) => textAt(one, 'key') !== '')
    .slice(0, 50)
    .map((one) => ({
      variable: flow.variables.nameOf(textAt(one, 'key')),
      expression: flow.expression(textAt(one, 'value'), buts),
    }))
  const part: Part = {
    kind: 'sub_flow',
    settings: { flow: short(textAt(widget.properties, 'flow_sid')), parameters: given },
    exits: { next: toStep(nextBy(widget, 'completed')), error: toStep(nextBy(widget, 'failed')) },
  }
  return became([part], 'Goes through another flow and comes back.', buts)
}

function request(url: string): Record<string, Json> {
  return { url, headers: [], timeoutMs: 10_000, retries: 0 }
}

function requested(
  settings: Record<string, Json>,
  why: string,
  buts: readonly string[],
  ways: { readonly success: string | undefined; readonly failed: string | undefined },
): Outcome {
  const failed = ways.failed === undefined ? theEnd : toStep(ways.failed)
  const exits = {
    ok: toStep(ways.success),
    failed_status: failed,
    timeout: failed,
    error: failed,
  }
  const outcome = became([{ kind: 'http_request', settings, exits }], why, buts)
  const keeps = { value: 'http' as const, part: 0, exits: ['ok'] }
  return outcome.kind === 'parts' ? { ...outcome, keeps } : outcome
}

interface Field {
  readonly key: string
  readonly value: string
}

function parameters({ properties }: Widget, flow: StudioFlow, buts: string[]): Field[] {
  return rawsAt(properties, 'parameters')
    .filter((one) => textAt(one, 'key') !== '')
    .map((one) => ({
      key: encoded(textAt(one, 'key')),
      value: flow.template(textAt(one, 'value'), buts),
    }))
}

/** Pairs of `name=value`; whole pairs only, as many as a template takes. */
function formOf(fields: readonly Field[], most = 2000): string {
  let form = ''
  for (const { key, value } of fields) {
    const longer = `${form}${form === '' ? '' : '&'}${key}=${value}`
    if (longer.length <= most) form = longer
  }
  return form
}

function withQuery(url: string, fields: readonly Field[]): string {
  const base = `${url}${url.includes('?') ? '&' : '?'}`
  return `${base}${formOf(fields, 2000 - base.length)}`
}

/** As in a form; half a character is none. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}
