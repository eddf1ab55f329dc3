import { types, type CustomTypesConfig } from 'pg'

const { builtins } = types
/** `pg` has no name for it, and reads it as an array of texts. */
const int8Array: number = 1016

type Parse = (text: string) => unknown

/** How columns are read where `pg` does otherwise: whole numbers as numbers, days and local times as their text. */
const parsers = new Map<number, Parse>([
  [builtins.INT8, parseInt8],
  [int8Array, parseInt8Array],
  [builtins.DATE, asText],
  [builtins.TIMESTAMP, asText],
  [builtins.TIMESTAMPTZ, parseInstant],
])

/** For `pg`: the parser of each column type by its object id. */
export const columnTypes: CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    const own = format === 'binary' ? undefined : parsers.get(oid)
    return own ?? types.getTypeParser(oid, format)
  },
}

/** A number where it is exact, a bigint beyond: never a rounded one. */
function parseInt8(text: string): number | bigint {
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : BigInt(text)
}

const parseAnyInstant: Parse = types.getTypeParser(builtins.TIMESTAMPTZ, 'text')
/** As PostgreSQL writes an instant of our era where the session's time zone is UTC. */
const utcInstant = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00$/

/** Lists of rows are mostly instants, and `pg` takes many times as long to read one. */
function parseInstant(text: string): unknown {
  if (!utcInstant.test(text)) return parseAnyInstant(text)
  return new Date(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`)
}

const parseTexts: Parse = types.getTypeParser(int8Array, 'text')

function parseInt8Array(text: string): unknown {
  const items = parseTexts(text)
  return Array.isArray(items)
    ? items.map((item: unknown) => (typeof item === 'string' ? parseInt8(item) : null))
    : items
}

function asText(text: string): string {
  return text
}
