import type { z } from 'zod'
import type { HolidaysOf } from '../calendar/holidays-of.ts'
import type { Value, Values } from '../expressions/values.ts'
import type { FlowCommand, FlowEvent, Named } from '../interpreter/step.ts'
import type { EndCause } from './end/end-cause.ts'
import type { Field } from './field.ts'

/** A way out of a block. */
export interface Exit {
  readonly id: string
  /** What people read at the wire, and after “no next step for”: `key 1`, `when it fails`. */
  readonly title: string
  /** Unwired, the run ends there, and that is no mistake. */
  readonly optional?: true
  /** The exit by which the block is left in place of this one while it is unwired. */
  readonly instead?: string
}

/** What a kind of block finds when a run comes to one. */
export interface Run {
  /** ms since 1970. */
  readonly at: number
  /** Every variable there is, by its top-level name. */
  readonly values: Values
  /** The next random number, at least 0 and less than 1. */
  readonly random: () => number
  /** How often this block was left by its loop; for loops alone. */
  readonly round: number
  readonly holidaysOf: HolidaysOf | undefined
  readonly queue: (name: string) => Named
  readonly box: (name: string) => Named
  readonly flow: (name: string) => Named
  readonly skill: (name: string) => Named
}

/** What a block does. */
export type Move =
  | {
      readonly kind: 'leave'
      readonly exit: string
      /** Variables of this flow. */
      readonly set?: Values
      /** Values that all flows of the run read, such as `menu`. */
      readonly give?: Values
      /** Of what is set or given, what no trace may show. */
      readonly secrets?: readonly string[]
      /** What a trace shows in the exit's place. */
      readonly shown?: string
      /** How often the loop has gone round now. */
      readonly round?: number
    }
  /** Leaves by `error`; the reason becomes `{{ error.reason }}`. */
  | { readonly kind: 'fail'; readonly reason: string; readonly give?: Values }
  /** Asks for something and waits for what comes of it. */
  | {
      readonly kind: 'wait'
      readonly command: FlowCommand
      readonly memory?: Value
      readonly give?: Values
    }
  /** The event has nothing to do with the block. */
  | { readonly kind: 'ignore' }
  | { readonly kind: 'go'; readonly block: string }
  /** Leads into another flow, which has these variables at first. */
  | { readonly kind: 'enter'; readonly flow: string; readonly variables: Values }
  /** Leads back to where the flow was entered, or ends the run. `results` are found there as `{{ result.x }}`. */
  | { readonly kind: 'return'; readonly results: Values }
  /** The run is over. `outcome` is what the trace says. */
  | { readonly kind: 'end'; readonly cause: EndCause; readonly outcome: string | null }

/** Something wrong in a block's settings that its schema cannot see. */
export interface SettingProblem {
  readonly severity: 'error' | 'warning'
  /** As a JSON Pointer: `/choices/1/key`. */
  readonly setting: string
  /** What follows the name of the block: `offers the key 1 more than once.` */
  readonly message: string
}

export const groups = ['control', 'voice', 'messaging', 'data'] as const
export type Group = (typeof groups)[number]

/**
 * One kind of block, whole: what it is called and looks like, which settings and exits it has, what it does. Everything
 * else (the library, the inspector, the validator, the interpreter, the schema and the docs) reads it here.
 */
export interface Kind<Settings = unknown> {
  readonly kind: string
  readonly group: Group
  readonly title: string
  /** One line, for the library. */
  readonly summary: string
  /** The name of a Lucide icon. */
  readonly icon: string
  /** What it does, when to use it, and what each exit means; Markdown. */
  readonly docs: string
  /** `caller`: it does something to a call, so it fails in a run without one. */
  readonly needs: 'caller' | 'nothing'
  /** What a run waits for at it. A loop in which nothing waits would spin. */
  readonly waits: 'never' | 'caller' | 'time' | 'outside'
  readonly settings: z.ZodType<Settings>
  /** The settings of one that was just inserted. */
  readonly fresh: Readonly<Record<string, unknown>>
  readonly form: readonly Field[]
  /** In the order they are drawn. Total: settings may be unfinished, or anything at all. */
  readonly exits: (settings: RawSettings) => readonly Exit[]
  readonly check?: (settings: Settings) => readonly SettingProblem[]
  /** Whether it ends every loop it is part of, after some rounds. */
  readonly isBounded?: true
  /** Whether callers who get here are looked after for good: in a queue, or at the end. */
  readonly isWayOut?: true
  readonly enter: (settings: Settings, run: Run) => Move
  readonly resume?: (settings: Settings, run: Run & Waited, event: FlowEvent) => Move
}

export interface Waited {
  readonly memory: Value
}

/** Settings that nobody has checked. */
export type RawSettings = Readonly<Record<string, unknown>>

/** A kind whose settings are checked before each use. */
export interface KnownKind extends Omit<Kind<never>, 'settings' | 'check' | 'enter' | 'resume'> {
  readonly settings: z.ZodType
  /** Gives `undefined` where the settings are not right. */
  readonly read: (settings: RawSettings) => KnownSettings | undefined
}

/** Settings that are right, together with what their kind does with them. */
interface KnownSettings {
  readonly check: () => readonly SettingProblem[]
  readonly enter: (run: Run) => Move
  readonly resume: (run: Run & Waited, event: FlowEvent) => Move
}

const nextExit: Exit = { id: 'next', title: 'what comes next' }
export const errorExit: Exit = { id: 'error', title: 'when it fails' }
const most: readonly Exit[] = [nextExit, errorExit]
const single: readonly Exit[] = [nextExit]

/** `next` and `error`. */
export const nextOrError = () => most
/** `next` alone. */
export const justNext = () => single

/** The items of a list in settings that nobody has checked. */
export function itemsOf(settings: RawSettings, key: string): RawSettings[] {
  const list = settings[key]
  return Array.isArray(list) ? list.filter(isRaw) : []
}

function isRaw(item: unknown): item is RawSettings {
  return typeof item === 'object' && item !== null && !Array.isArray(item)
}

/** A text in settings that nobody has checked; empty where there is none. */
export function textOf(settings: RawSettings, key: string): string {
  const text = settings[key]
  return typeof text === 'string' ? text : ''
}

/** Describes a kind. Settings are read once and kept: documents are never changed in place. */
export function defineKind<Settings>(kind: Kind<Settings>): KnownKind {
  const known = new WeakMap<object, KnownSettings | 'bad'>()
  return Object.freeze({
    ...kind,
    read: (settings: RawSettings) => {
      const before = known.get(settings)
      if (before !== undefined) return before === 'bad' ? undefined : before
      const parsed = kind.settings.safeParse(settings)
      const found = parsed.success ? bound(kind, parsed.data) : 'bad'
      known.set(settings, found)
      return found === 'bad' ? undefined : found
    },
  })
}

function bound<Settings>(kind: Kind<Settings>, settings: Settings): KnownSettings {
  return {
    check: () => kind.check?.(settings) ?? [],
    enter: (run) => kind.enter(settings, run),
    resume: (run, event) => kind.resume?.(settings, run, event) ?? { kind: 'ignore' },
  }
}

/** What most commands come to: `done` goes on by `next`, `failed` by `error`. */
export function onDone(of: FlowCommand['kind'], exit = 'next') {
  return (_settings: unknown, _run: Run, event: FlowEvent): Move => {
    if (event.kind === 'failed') return { kind: 'fail', reason: event.reason }
    if (event.kind !== 'done' || event.of !== of) return { kind: 'ignore' }
    return { kind: 'leave', exit }
  }
}
