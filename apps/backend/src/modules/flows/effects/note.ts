import { noteOnCall, type Noted } from '../../calls/notes.ts'
import { type FlowRun, inWork, type WorkParts } from './flow-run.ts'
import { keepable } from './value.ts'

export interface NoteCommand {
  /** At most 2000 characters. */
  readonly text: string
}

export type NoteResult =
  | { readonly kind: 'noted' }
  | {
      readonly kind: 'failed'
      readonly code: 'no_call' | 'too_many' | 'bad_text'
      readonly reason: string
    }

const longest = 2000

/** Notes something on the record of the run's call. */
export async function addNote(
  parts: WorkParts,
  run: FlowRun,
  command: NoteCommand,
): Promise<NoteResult> {
  const text = keepable(command.text).trim()
  if (text === '') return { kind: 'failed', code: 'bad_text', reason: 'The note is empty.' }
  if (text.length > longest) {
    const reason = `The note has more than ${longest} characters.`
    return { kind: 'failed', code: 'bad_text', reason }
  }
  const { callId, flowId } = run
  const noted: Noted =
    callId === undefined
      ? 'no_call'
      : await inWork(parts, run, (work) => noteOnCall(work, { callId, flowId, text }))
  return noted === 'noted'
    ? { kind: 'noted' }
    : { kind: 'failed', code: noted, reason: reasons[noted] }
}

const reasons = {
  no_call: 'There is no call to note it on.',
  too_many: 'The call has too many notes already.',
} as const satisfies Record<Exclude<Noted, 'noted'>, string>
