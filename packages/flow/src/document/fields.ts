import type { Field } from '../kinds/field.ts'
import { itemsOf, type RawSettings } from '../kinds/kind.ts'

/** A field of a form, and what the settings have for it. */
export interface FilledField {
  readonly field: Field
  /** As a JSON Pointer into the settings (RFC 6901): `/choices/0/key`. */
  readonly setting: string
  readonly value: unknown
}

/** Every field of a form that is shown for these settings, those of list items one by one. */
export function fieldsOf(form: readonly Field[], settings: RawSettings, at = ''): FilledField[] {
  return form
    .filter((field) => isShown(field, settings))
    .flatMap((field) => {
      const setting = `${at}/${field.key}`
      const own: FilledField = { field, setting, value: settings[field.key] }
      if (field.type !== 'list') return [own]
      const items = itemsOf(settings, field.key)
      return [
        own,
        ...items.flatMap((item, index) => fieldsOf(field.item, item, `${setting}/${index}`)),
      ]
    })
}

/** Whether a field says anything for these settings. */
export function isShown({ when, unless, given }: Field, settings: RawSettings): boolean {
  if (unless !== undefined && (settings[unless] ?? '') !== '') return false
  if (given !== undefined && isEmpty(settings[given])) return false
  if (when === undefined) return true
  const value = settings[when.key]
  return when.is.some((one) => one === value)
}

function isEmpty(value: unknown): boolean {
  return (Array.isArray(value) && value.length === 0) || (value ?? '') === ''
}
