import type { Field } from '../field.ts'

export const menuForm: readonly Field[] = [
  { key: 'text', type: 'template', label: 'What is asked', lines: 4, spoken: true },
  {
    key: 'choices',
    type: 'list',
    label: 'Options',
    item: [
      { key: 'key', type: 'key', label: 'Key' },
      { key: 'label', type: 'text', label: 'Meaning' },
      { key: 'words', type: 'words', label: 'Or said', placeholder: 'sales, buy something' },
    ],
    fresh: { key: '', label: 'Option' },
    min: 1,
    max: 12,
    addLabel: 'Add an option',
  },
  { key: 'voice', type: 'voice', label: 'Voice' },
  {
    key: 'language',
    type: 'language',
    label: 'Callers speak',
    help: 'For options that may be said.',
  },
  {
    key: 'noInputMs',
    type: 'duration',
    label: 'Wait for an answer',
    minMs: 0,
    maxMs: 600_000,
  },
  { key: 'tries', type: 'number', label: 'Ask so often', min: 1, max: 9 },
  {
    key: 'bargeIn',
    type: 'toggle',
    label: 'An answer may interrupt the text',
  },
  {
    key: 'sensitive',
    type: 'toggle',
    label: 'Sensitive',
    help: 'Nobody learns what is chosen: it is not recorded, kept or shown.',
  },
]
