import { evaluate, secretsIn } from '../../expressions/index.ts'
import type { Value, Values } from '../../expressions/values.ts'
import { defineKind, errorExit, type Exit } from '../kind.ts'
import { httpRequestForm } from './http-request-form.ts'
import { HttpRequestSettings } from './http-request-settings.ts'
import { wishOf } from './http-wish.ts'

const exits: readonly Exit[] = [
  { id: 'ok', title: 'when it succeeds' },
  { id: 'failed_status', title: 'when the server refuses' },
  { id: 'timeout', title: 'when no answer comes in time' },
  errorExit,
]

export const httpRequest = defineKind({
  kind: 'http_request',
  group: 'data',
  title: 'HTTP request',
  summary: 'Asks another server, and keeps what it answers.',
  icon: 'globe',
  docs: `Sends a request and waits for its answer. \`{{ http.status }}\`, \`{{ http.body }}\` and \`{{ http.headers }}\` are what came; JSON becomes a value, anything else a text. Variables can be taken from it: \`http.body.customer.name\`.

A key of the server belongs under **Secrets**; name it in the address, a header or the body as \`{{ secret.CRM_KEY }}\`. In a JSON body, write quotes around what is a text: \`{"name": "{{ caller.name }}", "tags": {{ tags }}}\`. Values are escaped as they have to be. An address of your own network is refused.

- **ok**: the server answered with a status of 200 to 299.
- **failed status**: with another; \`{{ http.status }}\` says which.
- **timeout**: no answer came in time, tries again included.
- **error**: it could not be asked, its answer is too large, or holds no value for a variable. \`{{ error.reason }}\` says why.`,
  needs: 'nothing',
  waits: 'outside',
  settings: HttpRequestSettings,
  fresh: {
    method: 'GET',
    url: '',
    headers: [],
    bodyKind: 'none',
    body: '',
    timeoutMs: 5000,
    retries: 0,
    repeatable: false,
    mapping: [],
  },
  form: httpRequestForm,
  exits: () => exits,
  check: (settings) => [
    ...(/^\s*http:\/\//i.test(settings.url) && namesSecrets(settings)
      ? [
          {
            severity: 'warning' as const,
            setting: '/url',
            message: 'sends a secret without encryption: write https.',
          },
        ]
      : []),
    ...(settings.bodyKind === 'json' && settings.method !== 'GET' && settings.body.trim() === ''
      ? [{ severity: 'error' as const, setting: '/body', message: 'has no body to send.' }]
      : []),
  ],
  enter: (settings, { values }) => ({
    kind: 'wait',
    command: { kind: 'http_request', ...wishOf(settings, values) },
  }),
  resume: ({ mapping }, { values }, event) => {
    if (event.kind === 'failed') return { kind: 'fail', reason: event.reason }
    if (event.kind === 'http_timeout') {
      return { kind: 'leave', exit: 'timeout', give: { error: { reason: event.reason } } }
    }
    if (event.kind !== 'http_answered') return { kind: 'ignore' }
    const { status, headers, body } = event
    const give = { http: { status, headers, body } }
    if (status < 200 || status > 299) return { kind: 'leave', exit: 'failed_status', give }
    const taken = takenFrom(mapping, { ...values, ...give })
    if (typeof taken === 'string') return { kind: 'fail', reason: taken, give }
    return { kind: 'leave', exit: 'ok', set: taken, give }
  },
})

function namesSecrets({ url, headers, body }: HttpRequestSettings): boolean {
  return [url, body, ...headers.map(({ value }) => value)].some(
    (text) => secretsIn(text).length > 0,
  )
}

/** The variables, or why one has no value. */
function takenFrom(mapping: HttpRequestSettings['mapping'], values: Values): Values | string {
  const taken: Record<string, Value> = {}
  for (const { variable, expression } of mapping) {
    const result = evaluate(expression, { ...values, ...taken })
    if (result.kind === 'failed') return `${variable}: ${result.reason}`
    taken[variable] = result.value
  }
  return taken
}
