import type { FlowBlock } from '@iris/contracts'
import { type Field, kindNamed } from '@iris/flow'

/** What the inspector calls a setting: `Options 2: Key`. Parts that no form knows stand as they are. */
export function settingLabel(
  { kind }: Pick<FlowBlock, 'kind'>,
  path: readonly (string | number)[],
): string {
  return labelled(kindNamed(kind)?.form ?? [], path)
}

function labelled(form: readonly Field[], path: readonly (string | number)[]): string {
  const [key, place, ...rest] = path
  const field = form.find((one) => one.key === key)
  if (field === undefined) return path.map(counted).join(' › ')
  if (place === undefined) return field.label
  if (field.type !== 'list' || typeof place !== 'number') {
    return [field.label, ...[place, ...rest].map(counted)].join(' › ')
  }
  const item = `${field.label} ${place + 1}`
  return rest.length === 0 ? item : `${item}: ${labelled(field.item, rest)}`
}

/** People count from 1. */
function counted(part: string | number): string {
  return typeof part === 'number' ? String(part + 1) : part
}
