import { z } from 'zod'
import type { KnownKind, RawSettings } from '../kinds/kind.ts'

const known = new WeakMap<KnownKind, RawSettings>()

/** What the settings of a kind are where a document leaves them out, by their keys. */
export function defaultsOf(kind: KnownKind): RawSettings {
  const before = known.get(kind)
  if (before !== undefined) return before
  const { properties = {} } = z.toJSONSchema(kind.settings, { io: 'input', unrepresentable: 'any' })
  const defaults = Object.fromEntries(
    Object.entries(properties).flatMap(([key, schema]) =>
      typeof schema === 'object' && schema.default !== undefined
        ? [[key, schema.default] as const]
        : [],
    ),
  )
  known.set(kind, defaults)
  return defaults
}
