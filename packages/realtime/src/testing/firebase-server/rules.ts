import { createRequire } from 'node:module'
import type { Json } from './tree.ts'

/** Who asks, as rules know them; `null` for nobody. */
export type Auth = { readonly uid: string; readonly token: object } | null

interface Write {
  readonly path: string
  readonly value: Json
  /** What the database holds before. */
  readonly data: Json
  readonly nowMs: number
}

/** Whether the rules of a database let somebody read or write. */
export interface Rules {
  mayRead(auth: Auth, path: string): boolean
  mayWrite(auth: Auth, write: Write): boolean
}

interface RuledDatabase {
  as(auth: Auth): RuledDatabase
  read(path: string, options: { readonly now: number }): { readonly allowed: boolean }
  write(path: string, value: Json, options: { readonly now: number }): { readonly allowed: boolean }
}

interface Engine {
  database(rules: object, data: Json, nowMs?: number): RuledDatabase
}

const require = createRequire(import.meta.url)
/** It comes without types. */
const engine: Engine = require('targaryen')

/** Rules, judged by `targaryen`. */
export function rulesOf(rules: object): Rules {
  const empty = engine.database(rules, null)
  return {
    mayRead: (auth, path) => empty.as(auth).read(path, { now: Date.now() }).allowed,
    mayWrite(auth, { path, value, data, nowMs }) {
      const database = engine.database(rules, data, nowMs).as(auth)
      return database.write(path, value, { now: nowMs }).allowed
    },
  }
}
