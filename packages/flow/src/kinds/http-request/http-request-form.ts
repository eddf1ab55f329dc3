import type { Field } from '../field.ts'

const sending = ['POST', 'PUT', 'PATCH', 'DELETE']

export const httpRequestForm: readonly Field[] = [
  {
    key: 'method',
    type: 'choice',
    label: 'Method',
    options: ['GET', ...sending].map((value) => ({ value, label: value })),
  },
  {
    key: 'url',
    type: 'template',
    label: 'Address',
    secrets: true,
    placeholder: 'https://example.com/customers/{{ caller.number }}',
  },
  {
    key: 'headers',
    type: 'list',
    label: 'Headers',
    item: [
      { key: 'name', type: 'text', label: 'Name', placeholder: 'Authorization' },
      {
        key: 'value',
        type: 'template',
        label: 'Value',
        secrets: true,
        placeholder: 'Bearer {{ secret.CRM_KEY }}',
      },
    ],
    fresh: { name: '', value: '' },
    min: 0,
    max: 20,
    addLabel: 'Add a header',
  },
  {
    key: 'bodyKind',
    type: 'choice',
    label: 'Body',
    when: { key: 'method', is: sending },
    options: [
      { value: 'none', label: 'None' },
      { value: 'json', label: 'JSON' },
      { value: 'form', label: 'Form' },
      { value: 'text', label: 'Text' },
    ],
  },
  {
    key: 'body',
    type: 'template',
    label: 'What is sent',
    lines: 6,
    secrets: true,
    when: { key: 'bodyKind', is: ['json', 'form', 'text'] },
    placeholder: '{"number": "{{ caller.number }}"}',
  },
  {
    key: 'timeoutMs',
    type: 'duration',
    label: 'How long to wait for an answer',
    minMs: 500,
    maxMs: 30_000,
  },
  {
    key: 'retries',
    type: 'number',
    label: 'Tries again',
    help: 'Where nothing comes, or the server fails (500 to 599).',
    min: 0,
    max: 3,
  },
  {
    key: 'repeatable',
    type: 'toggle',
    label: 'It does no harm to send it twice',
    help: 'Otherwise it is not tried again.',
    when: { key: 'method', is: ['POST', 'PATCH'] },
  },
  {
    key: 'mapping',
    type: 'list',
    label: 'Variables from the answer',
    item: [
      { key: 'variable', type: 'variable', label: 'Name' },
      {
        key: 'expression',
        type: 'expression',
        label: 'Value',
        placeholder: 'http.body.customer.name',
      },
    ],
    fresh: { variable: '', expression: '' },
    min: 0,
    max: 50,
    addLabel: 'Add a variable',
  },
]
