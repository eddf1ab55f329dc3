import { describe, expect, it } from 'vitest'
import type { FlowEvent } from '../../interpreter/step.ts'
import { block, flowOf } from '../../testing/build-flow.ts'
import { failed, last, programWith } from '../../testing/play-flow.ts'
import { validateFlow } from '../../validation/validate.ts'

const say = (text: string) => block('say', { text })
const told = {
  ok: say('{{ city }} {{ http.status }} {{ http.headers["x-id"] }}'),
  failed_status: say('Status {{ http.status }}'),
  timeout: say('Late: {{ error.reason }}'),
  error: say('Sorry: {{ error.reason }} {{ http.status }}'),
}
const exits = { ok: 'ok', failed_status: 'failed_status', timeout: 'timeout', error: 'error' }
const request = {
  method: 'POST',
  url: 'https://crm.example/{{ caller.name }}',
  headers: [{ name: 'Authorization', value: 'Bearer {{ secret.CRM_KEY }}' }],
  bodyKind: 'json',
  body: '{"n": "{{ caller.number }}"}',
  retries: 2,
  mapping: [{ variable: 'city', expression: 'http.body.city' }],
}
const program = programWith({ first: block('http_request', request, exits), ...told })
const answer = (status: number, body = {}): FlowEvent => ({
  kind: 'http_answered',
  status,
  headers: { 'x-id': '7' },
  body,
})
const saidAfter = (event: FlowEvent) => last(program, [event]).commands

describe('http_request', () => {
  it('asks with everything filled in but its secrets', () => {
    expect(last(program).commands).toEqual([
      {
        kind: 'http_request',
        method: 'POST',
        url: 'https://crm.example/Ada',
        headers: [{ name: 'Authorization', value: 'Bearer {{ secret.CRM_KEY }}' }],
        body: { kind: 'json', text: '{"n": "+4930123456"}' },
        timeoutMs: 5000,
        retries: 2,
        maxBytes: 65_536,
        secrets: ['CRM_KEY'],
      },
    ])
  })

  it('sends no body with a GET, nor the secrets of one', () => {
    const get = { ...request, method: 'GET', body: '{{ secret.OTHER }}' }
    const [command] = last(programWith({ first: block('http_request', get, exits) })).commands
    expect(command).toMatchObject({ method: 'GET', secrets: ['CRM_KEY'] })
    expect(command).not.toHaveProperty('body')
  })

  it('takes variables from the answer', () => {
    expect(saidAfter(answer(200, { city: 'Bonn' }))).toEqual([{ kind: 'say', text: 'Bonn 200 7' }])
  })

  it('is left by failed status for every status but 200 to 299', () => {
    expect(saidAfter(answer(299, { city: 'Bonn' }))).toMatchObject([{ text: 'Bonn 299 7' }])
    for (const status of [199, 300, 404, 503]) {
      expect(saidAfter(answer(status))).toEqual([{ kind: 'say', text: `Status ${status}` }])
    }
  })

  it('is left by timeout where no answer came', () => {
    const late: FlowEvent = { kind: 'http_timeout', reason: 'No answer.' }
    expect(saidAfter(late)).toEqual([{ kind: 'say', text: 'Late: No answer.' }])
  })

  it('is left by error where it fails, and where the answer lacks what is taken from it', () => {
    expect(saidAfter(failed)).toMatchObject([{ text: 'Sorry: It broke. ' }])
    const [command] = saidAfter(answer(200, { town: 'Bonn' }))
    expect(command).toMatchObject({ text: expect.stringMatching(/^Sorry: city: .*city.* 200$/) })
  })

  it('knows secrets in its address, headers and body, and nowhere else', () => {
    const blocks = { first: block('http_request', request, exits), ...told }
    const of = (more: object) =>
      validateFlow(
        flowOf({ ...blocks, first: { ...blocks.first, settings: { ...request, ...more } } }),
        {},
      ).filter(({ block: id }) => id === 'first')
    expect(of({})).toEqual([])
    expect(of({ mapping: [{ variable: 'city', expression: 'secret.CRM_KEY' }] })).toHaveLength(1)
    expect(of({ body: '{{ secret.KEY + "x" }}' })).toHaveLength(1)
    expect(of({ url: 'http://crm.example/' })).toMatchObject([{ severity: 'warning' }])
  })
})
